using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace LeadGraph.Http;

/// <summary>Validates the addresses to listen on, and explains why the service cannot listen on them.</summary>
public static class ListenAddresses
{
    /// <summary>The setting with the addresses, separated by semicolons.</summary>
    public const string Setting = "Urls";

    private const string Example = $"Set {Setting} to an address such as http://localhost:5001.";

    /// <summary>Validates the format of the addresses.</summary>
    /// <param name="addresses">The value of the setting; null or blank for the default.</param>
    /// <exception cref="OptionsValidationException">One of them is not an address.</exception>
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

    /// <summary>Explains a failed start that the addresses caused.</summary>
    /// <param name="exception">The exception of the start.</param>
    /// <returns>The explanation, or null if the start failed for another reason.</returns>
    public static string? Explain(Exception exception) => exception switch
    {
        IOException { InnerException: AddressInUseException } => $"{exception.Message.TrimEnd('.')}. {Example}",
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable }
            => $"{Setting} holds an address that this process may not listen on: {exception.Message}. {Example}",
        _ => null
    };

    /// <summary>Whether only this machine reaches an address.</summary>
    /// <param name="listen">The address.</param>
    public static bool IsLocal(ListenOptions listen) => listen.IPEndPoint is { } address
        ? IPAddress.IsLoopback(address.Address)
        : listen.SocketPath is not null || listen.PipeName is not null;

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
