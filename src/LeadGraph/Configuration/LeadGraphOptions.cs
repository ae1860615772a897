namespace LeadGraph.Configuration;

/// <summary>What is configured of the service as a whole, in section <see cref="Section"/>.</summary>
public sealed class LeadGraphOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph";

    /// <summary>The most leads that one REST answer holds, 1 to 10000.</summary>
    public int MaxLeads { get; set; } = 100;

    /// <summary>Sites whose pages may call the service from a browser; none by default.</summary>
    public CorsOptions Cors { get; set; } = new();

    /// <summary>What is wrong with these options, each message naming its setting; empty when they are sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxLeads is < 1 or > 10_000)
        {
            yield return $"{Section}:{nameof(MaxLeads)} is {MaxLeads}; it must be 1 to 10000.";
        }

        for (int i = 0; i < Cors.Origins.Count; i++)
        {
            string origin = Cors.Origins[i];
            if (origin != "*" && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
                && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin))
            {
                yield return $"{Section}:Cors:Origins:{i} is \"{origin}\"; it must be an origin such as "
                    + "https://dashboard.example.com, without a path or a final slash, or *.";
            }
        }
    }

    /// <summary>Cross-origin requests.</summary>
    public sealed class CorsOptions
    {
        /// <summary>The origins allowed, each as scheme, host and port; <c>*</c> for any.</summary>
        public IReadOnlyList<string> Origins { get; set; } = [];
    }
}
