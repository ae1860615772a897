using Microsoft.Extensions.Options;

namespace LeadGraph.Access;

/// <summary>
/// The API keys: those of the settings, and those of <see cref="AccessOptions.ApiKeysFile"/>, which are read again when
/// the file changes. If it is broken, the keys before stay in use.
/// </summary>
public sealed partial class ApiKeyRing
{
    private readonly AccessOptions _options;
    private readonly ILogger<ApiKeyRing> _logger;
    private volatile ApiKeySet _keys = ApiKeySet.None;
    private (DateTime Written, long Length)? _read, _seen;
    private string? _problem;
    private bool _isProblemLogged;

    /// <summary>Reads the keys.</summary>
    /// <param name="options">The validated options.</param>
    /// <param name="logger">Logs changes of the file, and when it is broken.</param>
    public ApiKeyRing(IOptions<AccessOptions> options, ILogger<ApiKeyRing> logger)
    {
        _options = options.Value;
        _logger = logger;
        if (_options.ChosenMode == AuthMode.ApiKey)
        {
            File = _options.KeysFile;
            _read = _seen = Stamp();
            _keys = ApiKeySet.None.ReplaceBy(_options.ReadKeys());
        }
    }

    /// <summary>The keys in use.</summary>
    public ApiKeySet Current => _keys;

    /// <summary>The file that is read again; null if there is none.</summary>
    public string? File { get; }

    /// <summary>
    /// Reads the file again if it has changed before the last call, and not since, so that nothing is read that is only
    /// half written. Not to be called by two at a time.
    /// </summary>
    public void Refresh()
    {
        (DateTime, long)? stamp = Stamp();
        if (stamp != _seen)
        {
            _seen = stamp;
            return;
        }

        if (stamp == _read && _problem is null)
        {
            return;
        }

        try
        {
            ApiKeySet before = _keys, now = before.ReplaceBy(_options.ReadKeys());
            if (Stamp() == stamp)
            {
                _keys = now;
                before.RevokeOthersThan(now);
                (_read, _problem, _isProblemLogged) = (stamp, null, false);
                LogRead(File!, now.Count);
            }
        }
        catch (Exception broken) when (broken is FormatException or IOException or UnauthorizedAccessException)
        {
            NoteProblem(broken.Message);
        }
    }

    // One that is met twice is logged, because a command may hold the file for a moment. Another try follows, because
    // the file may become readable without being changed.
    private void NoteProblem(string problem)
    {
        if (problem != _problem)
        {
            (_problem, _isProblemLogged) = (problem, false);
        }
        else if (!_isProblemLogged)
        {
            _isProblemLogged = true;
            LogBroken(File!, problem);
        }
    }

    // Null if there is no file. A link is followed.
    private (DateTime, long)? Stamp()
    {
        if (File is not { } path)
        {
            return null;
        }

        try
        {
            FileSystemInfo found =
                System.IO.File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            return found is FileInfo { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : null;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 6003, Level = LogLevel.Error,
        Message = "The file of API keys {File} cannot be used; the previous keys stay in use: {Reason}")]
    private partial void LogBroken(string file, string reason);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Information,
        Message = "The file of API keys {File} was read again; {Count} keys are accepted.")]
    private partial void LogRead(string file, int count);
}
