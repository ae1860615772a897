using HotChocolate.AspNetCore.Streaming;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace HotChocolate.AspNetCore.Http;

/// <summary>Content negotiation: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1</summary>
internal static class AcceptHeader
{
    /// <summary>Longer headers are read for each request.</summary>
    private const int MaxKeptLength = 256;

    /// <summary>
    /// What came of headers that were read before, each in a place that depends on its text: clients send the same ones
    /// again and again, and reading one takes longer than a small operation.
    /// </summary>
    private static readonly Kept?[] s_kept = new Kept?[64];

    private const string MultipartMixed = "multipart/mixed";

    private static readonly (ResponseFormat Format, StringSegment MediaType)[] s_served =
    [
        (ResponseFormat.GraphQLResponse, "application/graphql-response+json"),
        (ResponseFormat.Json, "application/json"),
        (ResponseFormat.EventStream, "text/event-stream"),
        (ResponseFormat.Multipart, MultipartMixed),
    ];

    /// <summary>Chooses among the media types that are served. No header accepts everything.</summary>
    public static AcceptedFormats Negotiate(StringValues header)
    {
        if (StringValues.IsNullOrEmpty(header) || header == "*/*")
        {
            return new AcceptedFormats(ResponseFormat.GraphQLResponse, ResponseFormat.EventStream);
        }

        if (header is not [{ Length: <= MaxKeptLength } text])
        {
            return Read(header);
        }

        ref Kept? kept = ref s_kept[(uint)text.GetHashCode(StringComparison.Ordinal) % s_kept.Length];
        if (kept is not { } known || known.Header != text)
        {
            kept = known = new Kept(text, Read(header));
        }

        return known.Formats;
    }

    private static AcceptedFormats Read(StringValues header)
    {
        MediaTypeHeaderValue.TryParseList(header, out IList<MediaTypeHeaderValue>? ranges);
        ResponseFormat? best = null, stream = null;
        double bestQuality = 0, streamQuality = 0;
        foreach ((ResponseFormat format, StringSegment mediaType) in s_served)
        {
            double quality = QualityOf(mediaType, ranges ?? []);
            // Parts are for subscriptions: a client that takes anything else for one response gets that.
            if (quality > bestQuality && (format != ResponseFormat.Multipart || best is null))
            {
                (best, bestQuality) = (format, quality);
            }

            if (format >= ResponseFormat.EventStream && quality > streamQuality)
            {
                (stream, streamQuality) = (format, quality);
            }
        }

        return new AcceptedFormats(best, stream);
    }

    /// <summary>Whether the client asks for HTML by name, as browsers do when a person navigates.</summary>
    public static bool AsksForHtml(StringValues header)
        => MediaTypeHeaderValue.TryParseList(header, out IList<MediaTypeHeaderValue>? ranges)
            && ranges.Any(range => range.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase)
                && range.Quality is not 0);

    /// <summary>The quality of the most specific range that the media type is in.</summary>
    private static double QualityOf(StringSegment mediaType, IList<MediaTypeHeaderValue> ranges)
    {
        int bestSpecificity = 0;
        double quality = 0;
        foreach (MediaTypeHeaderValue range in ranges)
        {
            int specificity = Specificity(mediaType, range);
            if (specificity > bestSpecificity)
            {
                (bestSpecificity, quality) = (specificity, range.Quality ?? 1);
            }
        }

        return quality;
    }

    private static int Specificity(StringSegment mediaType, MediaTypeHeaderValue range)
    {
        // A client that accepts anything, or parts of any kind, need not know those of this protocol.
        if (mediaType.Equals(MultipartMixed, StringComparison.Ordinal))
        {
            return range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
                && range.Parameters.Any(parameter =>
                    parameter.Name.Equals("subscriptionSpec", StringComparison.OrdinalIgnoreCase)
                    && parameter.GetUnescapedValue().Equals(MultipartFormat.Version, StringComparison.Ordinal))
                ? 3 : 0;
        }

        if (range.MatchesAllTypes)
        {
            return 1;
        }

        if (range.MatchesAllSubTypes)
        {
            return mediaType.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase) ? 2 : 0;
        }

        return range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) ? 3 : 0;
    }

    private sealed record Kept(string Header, AcceptedFormats Formats);
}
