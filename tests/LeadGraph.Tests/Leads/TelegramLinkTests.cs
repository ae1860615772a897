using LeadGraph.Leads;

namespace LeadGraph.Tests.Leads;

public class TelegramLinkTests
{
    [Theory]
    [InlineData("johndoe", "https://t.me/johndoe")]
    [InlineData("@johndoe", "https://t.me/johndoe")]
    [InlineData("J_4n", "https://t.me/J_4n")]
    [InlineData("a23456789_123456789_123456789_12", "https://t.me/a23456789_123456789_123456789_12")]
    public void Of_Username_IsALink(string username, string expected) => Assert.Equal(expected, TelegramLink.Of(username));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("abc")]
    [InlineData("a23456789_123456789_123456789_123")]
    [InlineData("N/A")]
    [InlineData("@@johndoe")]
    [InlineData("johndoe\n")]
    [InlineData(" johndoe")]
    [InlineData("имярек")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("john/../doe")]
    public void Of_AnythingElse_IsNone(string? username) => Assert.Null(TelegramLink.Of(username));
}
