using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeadGraph.Campaigns;

/// <summary>
/// Assigns the members of a campaign to its variants by a hash, so that the assignment can be computed again and does
/// not depend on that of other campaigns.
/// </summary>
public static class CampaignAssignment
{
    /// <summary>Stands for the members who get no message.</summary>
    public const int Holdout = -1;

    /// <summary>
    /// The variant of a user: the index of its share, or <see cref="Holdout"/>. The hash is the SHA-256 of the two ids
    /// in decimal with a colon between them. Its first four bytes, as a big-endian number in 100 equal parts, decide
    /// about the hold-out, the next four about the variant.
    /// </summary>
    /// <param name="campaign">The id of the campaign.</param>
    /// <param name="user">The id of the user.</param>
    /// <param name="holdoutPercent">The percentage of the hold-out, 0 to 100.</param>
    /// <param name="shares">The percentages of the variants, which add up to 100.</param>
    public static int VariantOf(long campaign, long user, int holdoutPercent, IReadOnlyList<int> shares)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{campaign}:{user}")), hash);
        if (PercentOf(hash) < holdoutPercent)
        {
            return Holdout;
        }

        int percent = PercentOf(hash[sizeof(uint)..]), variant = 0;
        for (int sum = shares[0]; percent >= sum && variant < shares.Count - 1; sum += shares[variant])
        {
            variant++;
        }

        return variant;
    }

    // 0 to 99.
    private static int PercentOf(ReadOnlySpan<byte> bytes)
        => (int)((BinaryPrimitives.ReadUInt32BigEndian(bytes) * 100UL) >> 32);
}
