namespace LeadGraph.Tests.Hosting;

/// <summary>Where the files of this repository, and the reference data beside it, are.</summary>
public static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of the reference data, or null where they are not at hand.</summary>
    public static string? Reference { get; } = FindReference();

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "LeadGraph.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    private static string? FindReference()
    {
        string shared = Environment.GetEnvironmentVariable("LEADGRAPH_SHARED")
            ?? Path.Combine(Root, "..", "shared");
        string reference = Path.Combine(shared, "reference");
        return Directory.Exists(reference) ? reference : null;
    }
}
