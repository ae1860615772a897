namespace HotChocolate.AspNetCore.Tests;

/// <summary>Waits for what the server does on its own time.</summary>
internal static class Eventually
{
    public static async Task EqualAsync<T>(T expected, Func<T> actual)
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(30);
        while (!EqualityComparer<T>.Default.Equals(expected, actual()) && DateTime.UtcNow < deadline)
        {
            await Task.Delay(10);
        }

        Assert.Equal(expected, actual());
    }
}
