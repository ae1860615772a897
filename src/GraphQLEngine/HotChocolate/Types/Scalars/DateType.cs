namespace HotChocolate.Types;

/// <summary>A type of the schema that has a name.</summary>
public interface INamedType : IType
{
    /// <summary>The name in the schema.</summary>
    string Name { get; }
}

/// <summary>
/// The scalar <c>Date</c>: a calendar day as <c>yyyy-MM-dd</c>. Without
/// <c>BindRuntimeType&lt;DateOnly, DateType&gt;()</c> a <see cref="DateOnly"/> is a <c>LocalDate</c>.
/// </summary>
public sealed class DateType : INamedType
{
    /// <inheritdoc/>
    public string Name => "Date";
}
