using System.Net;
using LeadGraph.Tests.Hosting;
using LeadGraph.Webhooks;
using Microsoft.Extensions.Options;

namespace LeadGraph.Tests.Webhooks;

/// <summary>Which webhooks the start accepts, and which addresses they may connect to.</summary>
public class WebhookSettingsTests
{
    [Theory]
    [InlineData("Url", null)]
    [InlineData("Url", "hidden")]
    [InlineData("Url", "ftp://crm.example.com/hidden")]
    [InlineData("Url", "http://crm.example.com/hidden")]
    [InlineData("Url", "https://user:hidden@crm.example.com/")]
    [InlineData("Url", "https://crm.example.com/#hidden")]
    [InlineData("Url", "https://10.1.2.3/hidden")]
    [InlineData("Url", "https://169.254.169.254/hidden")]
    [InlineData("Url", "https://0x0a.1/hidden")]
    [InlineData("Url", "https://[fd00::1]/hidden")]
    [InlineData("Url", "https://[::ffff:192.168.0.1]/hidden")]
    [InlineData("Secret", null)]
    [InlineData("Secret", "hidden")]
    [InlineData("Secret", "whsec_hidden")]
    [InlineData("Secret", "whsec_aGlkZGVu")]
    [InlineData("To", "warm,tepid")]
    [InlineData("To", "hot,hot")]
    [InlineData("Fields", "user_id")]
    [InlineData("Fields", "phone")]
    [InlineData("Batch", "yes")]
    [InlineData("AllowPrivateNetworks", "true")]
    public async Task Start_WithAWebhookThatMakesNoSense_FailsWithItsNameAndWithoutSecrets(string part, string? value)
    {
        string setting = $"LeadGraph:Webhooks:crm:{part}";
        (string Key, string? Value)[] valid =
            [("LeadGraph:Webhooks:crm:Url", "https://crm.example.com/"),
                ("LeadGraph:Webhooks:crm:Secret", WebhookReceiver.Secret)];

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => ServiceHost.StartAsync(
            "Data Source=unused.db",
            [("LeadGraph:Store", "Auto"), .. valid.Where(one => one.Key != setting), (setting, value)]));

        Assert.Contains(failure.Failures, text => text.Contains(setting));
        Assert.DoesNotContain("hidden", failure.Message);
    }

    [Theory]
    [InlineData("c m", "LeadGraph:Webhooks:c m")]
    [InlineData("crm", "LeadGraph:Store is None")]
    public async Task Start_WithAWebhookThatCannotWork_FailsWithTheReason(string name, string reason)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => ServiceHost.StartAsync(
            "Data Source=unused.db", ($"LeadGraph:Webhooks:{name}:Url", "https://crm.example.com/"),
            ($"LeadGraph:Webhooks:{name}:Secret", WebhookReceiver.Secret)));

        Assert.Contains(failure.Failures, text => text.Contains(reason));
    }

    [Theory]
    [InlineData("93.184.215.14", true)]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", true)]
    [InlineData("64:ff9b::5db8:d70e", true)]
    [InlineData("0.0.0.1", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::2", false)]
    [InlineData("::1", false)]
    [InlineData("::10.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fe80::1%2", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public async Task Address_OfAName_IsConnectedToOnlyIfItIsPublicOrAllowed(string text, bool isPublic)
    {
        IPAddress address = IPAddress.Parse(text);

        Assert.Equal(isPublic, WebhookAddresses.IsPublic(address));
        Assert.Equal(isPublic, WebhookAddresses.IsAllowed("crm.example.com", address, allowPrivateNetwork: false));
        Assert.True(WebhookAddresses.IsAllowed("crm.example.com", address, allowPrivateNetwork: true));
        Assert.Equal(
            IPAddress.IsLoopback(address), WebhookAddresses.IsAllowed("localhost", address, allowPrivateNetwork: true));
        if (!isPublic && !IPAddress.IsLoopback(address))
        {
            await Assert.ThrowsAsync<WebhookAddressException>(async () => await WebhookAddresses.ConnectAsync(
                new DnsEndPoint(text, 443), allowPrivateNetwork: false, CancellationToken.None));
        }
    }
}
