using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace LeadGraph.Http;

/// <summary>Explains, in the words of the configuration, why the service cannot listen where it should.</summary>
public static class ListenAddresses
{
    /// <summary>The setting that holds the addresses, separated by semicolons.</summary>
    public const string Setting = "Urls";

    private const string Example = $"Set {Setting} to an address such as http://localhost:5001.";

    /// <summary>Checks that addresses are of the right form.</summary>
    /// <param name="addresses">The value of the setting; null or blank for the default.</param>
    /// <exception cref="OptionsValidationException">One of them is no address.</exception>
    public static void Validate(string? addresses)
    {
        foreach (string address in (addresses ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IsAddress(address))
            {
                throw new OptionsValidationException(
                    Setting, typeof(string), [$"{Setting} holds \"{address}\", which is no address. {Example}"]);
            }
        }
    }

    /// <summary>What is wrong with the addresses, or null when the start failed for another reason.</summary>
    /// <param name="failure">What the start failed with.</param>
    public static string? Explain(Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException } => $"{failure.Message.TrimEnd('.')}. {Example}",
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable }
            => $"{Setting} holds an address that this process may not listen on: {failure.Message}. {Example}",
        _ => null
    };

    private static bool IsAddress(string address)
    {
        try
        {
            var parsed = BindingAddress.Parse(address);
            return parsed is { Scheme: "http" or "https", PathBase: "" }
                && (parsed.IsUnixPipe || parsed.Port is >= 0 and <= ushort.MaxValue);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
