namespace GreenDonut;

/// <summary>How a DataLoader works.</summary>
public sealed class DataLoaderOptions
{
    /// <summary>The most keys in one batch. Default 1,024; at least 1.</summary>
    public int MaxBatchSize { get; set; } = 1024;
}
