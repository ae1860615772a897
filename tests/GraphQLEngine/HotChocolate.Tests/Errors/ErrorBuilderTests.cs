namespace HotChocolate;

public class ErrorBuilderTests
{
    [Fact]
    public void Path_AppendedTo_HoldsKeysAndIndicesAndLeavesTheFirstAsItWas()
    {
        Path people = Path.Root.Append("people");

        Path name = people.Append(2).Append("name");

        Assert.Equal(["people", 2, "name"], name.ToList());
        Assert.Equal("/people[2]/name", name.ToString());
        Assert.Equal(["people"], people.ToList());
        Assert.Equal(0, Path.Root.Length);
    }

    [Fact]
    public void Build_WithPath_PutsItIntoTheError()
    {
        var error = (Error)ErrorBuilder.New().SetMessage("No.").SetPath(Path.Root.Append("a").Append(1)).Build();

        Assert.Equal(["a", 1], error.Path);
    }
}
