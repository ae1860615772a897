using System.Buffers;
using System.Text;
using HotChocolate.AspNetCore.Streaming;
using HotChocolate.Execution;
using HotChocolate.Types;

namespace HotChocolate.AspNetCore.Tests.Streaming;

public class EventStreamFormatTests
{
    [Fact]
    public void Next_ResponseWithLineBreaks_BecomesSeveralDataLines()
    {
        var writer = new ResponseWriter();
        writer.WriteRaw("{\"a\":\r\n[1,\n2]}"u8);
        using var result = new OperationResult(new ResponseBody(writer, writer.Position, null, null, null), []);
        var output = new ArrayBufferWriter<byte>();

        var format = new EventStreamFormat();
        format.WriteNextStart(output, id: null);
        foreach (ReadOnlyMemory<byte> part in result.ToParts())
        {
            format.WriteNextPart(output, part.Span);
        }

        format.WriteNextEnd(output);

        Assert.Equal(
            "event: next\ndata: {\"data\":{\"a\":\ndata: \ndata: [1,\ndata: 2]}}\n\n",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
