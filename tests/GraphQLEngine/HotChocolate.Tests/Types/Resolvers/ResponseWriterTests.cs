using System.Buffers;
using System.Text;
using HotChocolate.Types;

namespace HotChocolate.Tests.Types.Resolvers;

public class ResponseWriterTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Writer_AfterRandomWritesAndTruncations_HoldsWhatOneBufferWould(int seed)
    {
        var random = new Random(seed);
        using var writer = new ResponseWriter();
        var expected = new MemoryStream();
        for (int step = 0; step < 400; step++)
        {
            string text = new((char)random.Next('a', 'z'), random.Next(0, step % 20 == 0 ? 150_000 : 5_000));
            switch (random.Next(5))
            {
                case 0:
                    writer.WriteRaw(Encoding.UTF8.GetBytes(text));
                    expected.Write(Encoding.UTF8.GetBytes(text));
                    break;
                case 1:
                    int position = random.Next(2) == 0 ? writer.Position : random.Next(writer.Position + 1);
                    writer.Truncate(position);
                    expected.SetLength(position);
                    break;
                case 2:
                    writer.WriteInt32(step);
                    expected.Write(Encoding.UTF8.GetBytes(step.ToString()));
                    break;
                default:
                    writer.WriteString(text);
                    expected.Write(Encoding.UTF8.GetBytes($"\"{text}\""));
                    break;
            }

            if (writer.Position > ResponseWriter.MaxSize / 2)
            {
                writer.Truncate(random.Next(1_000));
                expected.SetLength(writer.Position);
            }

            Assert.Equal(expected.Length, writer.Position);
            int start = random.Next(writer.Position + 1);
            int end = random.Next(start, writer.Position + 1);
            Assert.True(
                expected.GetBuffer().AsSpan(start, end - start).SequenceEqual(Copy(writer, start, end)),
                $"seed {seed}, step {step}");
            Assert.True(expected.ToArray().AsSpan().SequenceEqual(Parts(writer)), $"seed {seed}, step {step}");
        }
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(16_383), InlineData(65_535)]
    public void String_OfCharactersThatDoNotFitAChunk_IsCutBetweenCharacters(int offset)
    {
        string text = string.Concat(Enumerable.Repeat("😀я", 100_000));
        using var writer = new ResponseWriter();
        writer.WriteRaw(new byte[offset]);

        writer.WriteString(text);

        Assert.Equal($"\"{text}\"", Encoding.UTF8.GetString(Copy(writer, offset, writer.Position)));
    }

    [Fact]
    public void LargeResponses_OfOneOwner_LeaveHalfOfTheMemoryToOthers()
    {
        var writers = new List<ResponseWriter>();
        byte[] json = new byte[ResponseWriter.MaxSize - 1];
        try
        {
            LargeResponsesBusyException refused = Assert.Throws<LargeResponsesBusyException>(() =>
            {
                while (writers.Count < 20)
                {
                    Add("one");
                }
            });
            Assert.Equal(
                "The service is busy: large responses to one caller may take 33554432 bytes at a time; try again in 1 s.",
                refused.Message);
            Assert.InRange(writers.Count, 4, 5);

            Add("other");
            writers[0].Dispose();
            Add("one");
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }

        void Add(string owner)
        {
            writers.Add(new ResponseWriter(owner));
            writers[^1].WriteRaw(json);
        }
    }

    private static byte[] Copy(ResponseWriter writer, int start, int end)
    {
        var output = new ArrayBufferWriter<byte>();
        writer.CopyTo(output, start, end);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Parts(ResponseWriter writer)
    {
        var segments = new ResponseSegments();
        segments.Write("<"u8);
        writer.CopyTo(segments, 0, writer.Position);
        segments.Write(">"u8);
        byte[] bytes = [.. segments.Finish().SelectMany(part => part.ToArray())];
        Assert.Equal(((byte)'<', (byte)'>'), (bytes[0], bytes[^1]));
        return bytes[1..^1];
    }
}
