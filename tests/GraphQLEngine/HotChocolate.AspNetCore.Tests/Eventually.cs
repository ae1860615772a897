namespace HotChocolate.AspNetCore.Tests;

/// <summary>Waits for what the server does on its own time, however long a busy machine takes.</summary>
internal static class Eventually
{
    /// <summary>Ends a test that would wait forever.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task EqualAsync<T>(T expected, Func<T> actual)
    {
        DateTime deadline = DateTime.UtcNow + Limit;
        while (!EqualityComparer<T>.Default.Equals(expected, actual()) && DateTime.UtcNow < deadline)
        {
            await Task.Delay(10);
        }

        Assert.Equal(expected, actual());
    }
}
