using LeadGraph.Leads;
using LeadGraph.Scoring;
using LeadGraph.Segments;

namespace LeadGraph.Webhooks;

/// <summary>A webhook as the settings have it.</summary>
/// <param name="Name">Its name, in small letters.</param>
/// <param name="Url">Where changes are posted to.</param>
/// <param name="Secret">The secret of the signatures.</param>
/// <param name="Tiers">The tiers to which a change is delivered.</param>
/// <param name="Fields">Fields of the lead that are delivered with each change.</param>
/// <param name="Batch">Whether one request delivers several changes.</param>
/// <param name="AllowPrivateNetwork">Whether the address may be one of a private network.</param>
/// <param name="Segment">The segment of whose leads changes are delivered; null for all.</param>
public sealed record Webhook(
    string Name, Uri Url, string Secret, IReadOnlyList<LeadScore> Tiers, IReadOnlyList<LeadField> Fields, bool Batch,
    bool AllowPrivateNetwork, Segment? Segment)
{
    /// <summary>The most changes that one request delivers.</summary>
    public const int LargestBatch = 100;

    private const string SecretPrefix = "whsec_";

    /// <summary>All tiers, the hottest first.</summary>
    internal static LeadScore[] AllTiers { get; } = [.. Enum.GetValues<LeadScore>().OrderDescending()];

    /// <summary>The fields of a lead that can be delivered; each change has the user's id already.</summary>
    internal static LeadField[] AllFields { get; } = [.. LeadField.All.Where(field => field != LeadField.UserId)];

    /// <summary>The address without path and query, which may contain a secret.</summary>
    public string Site => Url.GetLeftPart(UriPartial.Authority);

    /// <summary>The tiers as bits: bit n is set for the tier n.</summary>
    public int TierBits => Tiers.Sum(tier => 1 << (int)tier);

    /// <summary>Tells its name and site, and neither the secret nor the whole address.</summary>
    public override string ToString() => $"{Name}: {Site}";

    /// <summary>Whether a field that identifies a person is delivered.</summary>
    public bool HasPersonalFields => Fields.Any(one => one.IsPersonal);

    /// <summary>The webhook of valid settings.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">The settings.</param>
    /// <param name="segment">The segment that they name; null for none.</param>
    public static Webhook Of(string name, WebhookOptions options, Segment? segment = null)
    {
        NamedChoice.TryFind(
            nameof(options.To), Split(options.To), AllTiers, tier => LeadRow.TierText(tier)!, out LeadScore[] tiers,
            out _);
        NamedChoice.TryFind(
            nameof(options.Fields), Split(options.Fields), AllFields, field => field.Name, out LeadField[] fields,
            out _);
        return new Webhook(
            name.ToLowerInvariant(), new Uri(options.Url!), options.Secret!.Trim(),
            tiers.Length == 0 ? AllTiers : tiers, fields, options.Batch, options.AllowPrivateNetwork, segment);
    }

    /// <summary>The bytes of a secret; null if the text is none.</summary>
    /// <param name="secret">The text.</param>
    internal static byte[]? SecretBytes(string? secret)
    {
        string text = secret?.Trim() ?? "";
        byte[] bytes = new byte[text.Length];
        return text.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[SecretPrefix.Length..], bytes, out int length)
            ? bytes[..length] : null;
    }

    /// <summary>The tiers of bits; null if these are all.</summary>
    /// <param name="bits">The bits, as <see cref="TierBits"/>.</param>
    internal static LeadScore[]? TiersOf(int bits)
    {
        LeadScore[] tiers = [.. AllTiers.Where(tier => (bits >> (int)tier & 1) == 1)];
        return tiers.Length == AllTiers.Length ? null : tiers;
    }

    /// <summary>The words of a list in a setting.</summary>
    /// <param name="list">The list, separated by commas.</param>
    internal static string[] Split(string? list)
        => (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
