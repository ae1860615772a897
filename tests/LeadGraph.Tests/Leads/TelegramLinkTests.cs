using LeadGraph.Leads;

namespace LeadGraph.Tests.Leads;

public class TelegramLinkTests
{
    [Theory]
    [InlineData("johndoe", "https://t.me/johndoe")]
    [InlineData("@johndoe", "https://t.me/johndoe")]
    [InlineData("J_4n", "https://t.me/J_4n")]
    [InlineData("a23456789_123456789_123456789_12", "https://t.me/a23456789_123456789_123456789_12")]
    [InlineData("https://t.me/johndoe", "https://t.me/johndoe")]
    [InlineData("http://t.me/johndoe", "https://t.me/johndoe")]
    [InlineData("t.me/johndoe", "https://t.me/johndoe")]
    [InlineData("T.me/johndoe", "https://t.me/johndoe")]
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
    [InlineData("https://t.me/@johndoe")]
    [InlineData("@t.me/johndoe")]
    [InlineData("https://t.me/joinchat/johndoe")]
    [InlineData("https://t.me/johndoe?start=1")]
    [InlineData("https://t.me.example/johndoe")]
    public void Of_AnythingElse_IsNone(string? username) => Assert.Null(TelegramLink.Of(username));
}
