using System.Reflection;
using Xunit;

/// <summary>That the sample compiles is what is tested; this says whether it was there to compile.</summary>
public class ApiSampleTests
{
    private static Type? Sample => Assembly.GetExecutingAssembly().GetType("InTests");

    [SampleFact]
    public void Sample_Unchanged_Compiles() => Assert.NotNull(Sample);

    /// <summary>Skipped where there was no sample, unless the folder it should be in is named.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SampleFactAttribute : FactAttribute
    {
        public SampleFactAttribute()
        {
            if (Sample is null && Environment.GetEnvironmentVariable("LEADGRAPH_SHARED") is null)
            {
                Skip = "No reference/ApiSample.cs: set LEADGRAPH_SHARED, or put a folder \"shared\" beside the repository.";
            }
        }
    }
}
