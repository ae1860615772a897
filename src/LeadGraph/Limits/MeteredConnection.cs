using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace LeadGraph.Limits;

/// <summary>
/// Wraps a connection and counts what is read from it, from the decrypted bytes once there is TLS. The connection is
/// aborted when a memory limit is exceeded.
/// </summary>
/// <param name="connection">The wrapped connection.</param>
/// <param name="head">Counts what is read.</param>
internal sealed class MeteredConnection(ConnectionContext connection, RequestHead head) : ConnectionContext
{
    private Metered _transport = new(connection.Transport, head);

    public override IDuplexPipe Transport
    {
        get => _transport;
        // Kestrel's TLS sets it after the handshake, and restores it at the end.
        set
        {
            _transport.Stop();
            if (value is Metered restored)
            {
                _transport = restored;
                return;
            }

            head.BeginRequest(body: 0);
            head.IsHttp2 = Features.Get<ITlsApplicationProtocolFeature>() is { } tls
                && tls.ApplicationProtocol.Span.SequenceEqual("h2"u8);
            _transport = new Metered(value, head);
        }
    }

    public override string ConnectionId
    {
        get => connection.ConnectionId;
        set => connection.ConnectionId = value;
    }

    public override IFeatureCollection Features => connection.Features;

    public override IDictionary<object, object?> Items
    {
        get => connection.Items;
        set => connection.Items = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => connection.ConnectionClosed;
        set => connection.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => connection.LocalEndPoint;
        set => connection.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => connection.RemoteEndPoint;
        set => connection.RemoteEndPoint = value;
    }

    public override void Abort() => connection.Abort();

    public override void Abort(ConnectionAbortedException abortReason) => connection.Abort(abortReason);

    public override ValueTask DisposeAsync() => connection.DisposeAsync();

    private sealed class Metered(IDuplexPipe transport, RequestHead head) : PipeReader, IDuplexPipe
    {
        private readonly PipeReader _reader = transport.Input;
        private ReadOnlySequence<byte> _buffer;
        private long _unread;
        private bool _isStopped;

        public PipeReader Input => this;

        public PipeWriter Output => transport.Output;

        public void Stop() => _isStopped = true;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            CountUnread();
            ValueTask<ReadResult> reading = _reader.ReadAsync(cancellationToken);
            return reading.IsCompletedSuccessfully ? new(Keep(reading.Result)) : AwaitAsync(reading);
        }

        public override bool TryRead(out ReadResult result)
        {
            CountUnread();
            bool isRead = _reader.TryRead(out result);
            Keep(result);
            return isRead;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            _unread = _buffer.Slice(consumed).Length;
            if (!_isStopped)
            {
                head.Consume(_buffer.Length - _unread);
            }

            _buffer = default;
            _reader.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => _reader.CancelPendingRead();

        public override void Complete(Exception? exception = null) => _reader.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => _reader.CompleteAsync(exception);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<ReadResult> AwaitAsync(ValueTask<ReadResult> reading) => Keep(await reading);

        private ReadResult Keep(ReadResult result)
        {
            _buffer = result.Buffer;
            return result;
        }

        private void CountUnread()
        {
            if (_isStopped)
            {
                return;
            }

            try
            {
                head.CountUnread(_unread);
            }
            catch (MemoryLimitException exceeded)
            {
                throw new ConnectionAbortedException(exceeded.Message, exceeded);
            }
        }
    }
}
