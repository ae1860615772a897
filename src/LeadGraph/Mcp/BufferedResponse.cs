using System.Text.Json;
using LeadGraph.Caching;
using Microsoft.AspNetCore.Http.Features;

namespace LeadGraph.Mcp;

/// <summary>The response of a request within the process, which is kept in memory.</summary>
public sealed class BufferedResponse : HttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly Stack<(Func<object, Task> Callback, object State)> _completed = new();
    private readonly MemoryStream _body = new();
    private bool _hasStarted;

    /// <summary>Creates an empty response.</summary>
    public BufferedResponse() => BodyFeature = new StreamResponseBodyFeature(new BodyStream(this));

    /// <summary>The body, to be written.</summary>
    public IHttpResponseBodyFeature BodyFeature { get; private set; }

    /// <summary>How many bytes have been written.</summary>
    public long Length => _body.Length;

    /// <inheritdoc/>
    public override bool HasStarted => _hasStarted;

    /// <inheritdoc/>
    public override void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    /// <inheritdoc/>
    public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Push((callback, state));

    /// <summary>Starts the response, if nothing was written, and ends its body.</summary>
    public async Task CompleteAsync()
    {
        await StartAsync();
        await BodyFeature.Writer.FlushAsync();
    }

    /// <summary>Forgets what was written, so that an error can be written to another body instead.</summary>
    public void Clear()
    {
        _hasStarted = false;
        _body.SetLength(0);
        Headers.Clear();
        // The writer of the former body may hold bytes.
        BodyFeature = new StreamResponseBodyFeature(new BodyStream(this));
    }

    /// <summary>The body as JSON.</summary>
    public JsonElement ReadJson() => JsonElement.Parse(_body.GetBuffer().AsSpan(0, (int)_body.Length));

    /// <summary>Releases what the request holds until its response has been sent.</summary>
    public async Task EndAsync()
    {
        while (_completed.TryPop(out var completed))
        {
            await completed.Callback(completed.State);
        }
    }

    private async Task StartAsync()
    {
        _hasStarted = true;
        while (_starting.TryPop(out var starting))
        {
            await starting.Callback(starting.State);
        }
    }

    private sealed class BodyStream(BufferedResponse response) : WriteOnlyStream
    {
        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await response.StartAsync();
            await response._body.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => response.StartAsync();
    }
}
