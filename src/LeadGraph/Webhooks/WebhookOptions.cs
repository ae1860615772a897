using System.Net;
using System.Text.RegularExpressions;
using LeadGraph.Leads;

namespace LeadGraph.Webhooks;

/// <summary>The settings of one webhook.</summary>
public sealed partial class WebhookOptions
{
    /// <summary>
    /// The address that changes of tier are posted to: <c>https</c>, or <c>http</c> on this machine.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>The secret of the signatures: <c>whsec_</c> and the Base64 of 24 to 64 bytes.</summary>
    public string? Secret { get; set; }

    /// <summary>The tiers to which a change is delivered, separated by commas; all if it is not set.</summary>
    public string? To { get; set; }

    /// <summary>The segment of the settings of whose leads changes are delivered; of all if it is not set.</summary>
    public string? Segment { get; set; }

    /// <summary>
    /// Fields of the lead that are delivered with each change, separated by commas; none if it is not set.
    /// </summary>
    public string? Fields { get; set; }

    /// <summary>Whether one request delivers up to <see cref="Webhook.LargestBatch"/> changes.</summary>
    public bool Batch { get; set; }

    /// <summary>Whether the address may be one of a private network.</summary>
    public bool AllowPrivateNetwork { get; set; }

    /// <summary>What is wrong with this webhook, each message naming its setting.</summary>
    /// <param name="setting">The path of its section.</param>
    /// <param name="name">Its name.</param>
    public IEnumerable<string> Problems(string setting, string name)
    {
        if (!Name().IsMatch(name))
        {
            yield return $"{setting} has a name of other characters; it accepts up to 40 letters and digits, with "
                + "single underscores or hyphens between them.";
        }

        // Neither value is in a message: addresses of webhooks often contain a secret, too.
        if (UrlProblem() is { } problem)
        {
            yield return $"{setting}:{nameof(Url)} {problem}";
        }

        if (Webhook.SecretBytes(Secret) is not { Length: >= 24 and <= 64 })
        {
            yield return $"{setting}:{nameof(Secret)} is not a secret; it must be whsec_ and the Base64 of 24 to 64 "
                + "random bytes.";
        }

        if (!NamedChoice.TryFind(nameof(To), Webhook.Split(To), Webhook.AllTiers, NameOf, out _, out string? tiers))
        {
            yield return $"{setting}:{tiers}";
        }

        if (!NamedChoice.TryFind(
            nameof(Fields), Webhook.Split(Fields), Webhook.AllFields, field => field.Name, out _, out string? fields))
        {
            yield return $"{setting}:{fields}";
        }

        static string NameOf(Scoring.LeadScore tier) => LeadRow.TierText(tier)!;
    }

    private string? UrlProblem()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("https" or "http"))
        {
            return "is not an address; it must be one such as https://crm.example.com/leads.";
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return "has a user name, a password or a fragment, which are not sent; leave them out.";
        }

        if (url.Scheme == "http" && !WebhookAddresses.IsThisMachine(url.IdnHost))
        {
            return "begins with http; another machine must be called over https.";
        }

        return IPAddress.TryParse(url.IdnHost, out IPAddress? address)
            && !WebhookAddresses.IsAllowed(url.IdnHost, address, AllowPrivateNetwork)
            ? $"is of a private network; set {nameof(AllowPrivateNetwork)} if that is meant." : null;
    }

    // A hyphen cannot be in the name of an environment variable, but in settings files it can.
    [GeneratedRegex(@"\A(?=.{1,40}\z)[A-Za-z0-9]+([_-][A-Za-z0-9]+)*\z")]
    private static partial Regex Name();
}
