using System.CommandLine;
using LeadGraph.Configuration;

namespace LeadGraph.Operations;

/// <summary>
/// The command <c>health</c>: asks the running service whether it can serve leads. It is the probe of containers, whose
/// image has no other HTTP client.
/// </summary>
public static class HealthCommand
{
    private const string Path = "/health/ready";
    private const int Ready = 0, NotReady = 1;

    // Where the host listens if no setting says otherwise.
    private const string DefaultAddress = "http://localhost:5000";

    // A probe that answers later is as bad as none.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Creates the command. It ends with 0 if the service is ready, else with 1 and the reason.</summary>
    /// <param name="read">Reads the settings, none of which is unknown.</param>
    public static Command Create(Func<SettingsArguments, IConfiguration> read)
    {
        Option<string?> url = new("--url")
        {
            Description = "The address of the service, such as http://localhost:5000; that of the settings unless given."
        };
        Command health = new("health", "Asks the running service whether it is ready.") { url };
        health.WithSettings(async (settings, command, cancel) =>
        {
            Uri address = command.GetValue(url) is { } given
                ? Parse(given) : AddressOf(read(settings));
            return await AskAsync(new Uri(address, Path), command.InvocationConfiguration.Output, cancel);
        });
        return health;
    }

    private static Uri Parse(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https")
            ? address
            : throw new CommandException($"--url is {url}; it must be an address such as {DefaultAddress}.");

    private static async Task<int> AskAsync(Uri address, TextWriter output, CancellationToken cancel)
    {
        using var client = new HttpClient { Timeout = Limit };
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, cancel);
            await output.WriteLineAsync($"{address}: {(int)response.StatusCode} "
                + await response.Content.ReadAsStringAsync(cancel));
            return response.IsSuccessStatusCode ? Ready : NotReady;
        }
        catch (HttpRequestException failure)
        {
            throw new CommandException($"{address}: {failure.Message}");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CommandException($"{address} did not respond within {Limit.TotalSeconds:0} seconds.");
        }
    }

    // The host's own settings; of several addresses, one without TLS, whose certificate may name another host.
    private static Uri AddressOf(IConfiguration settings)
    {
        string[] urls = Split(settings["Urls"]);
        if (urls.Length == 0)
        {
            urls = [.. Split(settings["HTTP_PORTS"]).Select(port => $"http://localhost:{port}")];
        }

        BindingAddress? address = urls.Select(BindingAddress.Parse)
            .OrderBy(parsed => parsed.Scheme == Uri.UriSchemeHttps).FirstOrDefault();
        return address is null ? new Uri(DefaultAddress)
            : new UriBuilder(address.Scheme, IsAny(address.Host) ? "localhost" : address.Host, address.Port).Uri;
    }

    private static bool IsAny(string host) => host is "*" or "+" or "0.0.0.0" or "[::]";

    private static string[] Split(string? values)
        => values?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
