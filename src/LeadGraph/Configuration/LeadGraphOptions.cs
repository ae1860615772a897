namespace LeadGraph.Configuration;

/// <summary>Settings of the whole service, in section <see cref="Section"/>.</summary>
public sealed class LeadGraphOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph";

    /// <summary>The most leads in one REST response, 1 to 10000.</summary>
    public int MaxLeads { get; set; } = 100;

    /// <summary>Whether the store is used.</summary>
    public StoreUse Store { get; set; } = StoreUse.Auto;

    /// <summary>Origins whose pages may call the service from a browser.</summary>
    public CorsOptions Cors { get; set; } = new();

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxLeads is < 1 or > 10_000)
        {
            yield return $"{Section}:{nameof(MaxLeads)} is {MaxLeads}; it must be 1 to 10000.";
        }

        if (!Enum.IsDefined(Store))
        {
            yield return $"{Section}:{nameof(Store)} is {Store}; it must be {nameof(StoreUse.Auto)} or "
                + $"{nameof(StoreUse.None)}.";
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

    /// <summary>Settings of cross-origin resource sharing.</summary>
    public sealed class CorsOptions
    {
        /// <summary>The allowed origins, each as scheme, host and port; <c>*</c> for all. None by default.</summary>
        public IReadOnlyList<string> Origins { get; set; } = [];
    }
}
