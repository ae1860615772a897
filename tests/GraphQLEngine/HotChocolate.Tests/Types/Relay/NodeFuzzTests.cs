using System.Text;
using System.Text.Json;
using HotChocolate.Execution;

namespace HotChocolate.Types.Relay;

/// <summary>Whatever ids come in, the answer is data or an error that is meant for the client.</summary>
public sealed class NodeFuzzTests
{
    private static readonly string[] s_known = ["Ware:2", "Ware:-9223372036854775808", "Customer:c", "Coupon:0123456789abcdef"];

    [Fact]
    public async Task Ids_Mutated_AreNodesOrNullOrErrorsForTheClient()
    {
        var random = new Random(20251201);
        IRequestExecutor executor = await Shop.CreateAsync();
        for (int index = 0; index < 2_000; index++)
        {
            string[] ids = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Mutated(random))];
            string answer = await executor.AskAsync(
                "query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } }",
                new Dictionary<string, object?> { ["id"] = ids[0], ["ids"] = ids });

            using var json = JsonDocument.Parse(answer);
            Assert.True(json.RootElement.TryGetProperty("data", out _), answer);
            Assert.DoesNotContain("Unexpected Execution Error", answer, StringComparison.Ordinal);
        }
    }

    private static string Mutated(Random random)
    {
        byte[] content = Encoding.UTF8.GetBytes(s_known[random.Next(s_known.Length)]);
        for (int changes = random.Next(3); changes > 0; changes--)
        {
            content[random.Next(content.Length)] = (byte)random.Next(256);
        }

        var text = new StringBuilder(Convert.ToBase64String(content.AsSpan(0, random.Next(content.Length + 1))));
        for (int changes = random.Next(3); changes > 0 && text.Length > 0; changes--)
        {
            text[random.Next(text.Length)] = (char)random.Next(32, 300);
        }

        return random.Next(20) == 0 ? text.Append('A', 2_000).ToString() : text.ToString();
    }
}
