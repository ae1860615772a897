using System.Buffers;

namespace HotChocolate.AspNetCore.Streaming;

/// <summary>How the responses of a stream are written into one body.</summary>
internal abstract class StreamFormat
{
    /// <summary>The media type of the body.</summary>
    public abstract string ContentType { get; }

    /// <summary>Writes what comes before everything else.</summary>
    public abstract void WriteOpening(IBufferWriter<byte> output);

    /// <summary>Writes the start of a response. Its parts and an end follow.</summary>
    public abstract void WriteNextStart(IBufferWriter<byte> output, string? id);

    /// <summary>Writes a part of a response.</summary>
    public abstract void WriteNextPart(IBufferWriter<byte> output, ReadOnlySpan<byte> part);

    /// <summary>Writes the end of a response.</summary>
    public abstract void WriteNextEnd(IBufferWriter<byte> output);

    /// <summary>Writes a sign of life, and the id that has been reached, from which a client goes on.</summary>
    public abstract void WriteKeepAlive(IBufferWriter<byte> output, string? id);

    /// <summary>Writes that no response follows any more.</summary>
    public abstract void WriteComplete(IBufferWriter<byte> output);

    /// <summary>Writes that the server stops, so that the client connects again.</summary>
    public abstract void WriteStopping(IBufferWriter<byte> output);
}
