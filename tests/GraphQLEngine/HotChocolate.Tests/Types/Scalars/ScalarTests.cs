using System.Buffers;
using System.Text;
using System.Text.Json;
using HotChocolate.Execution;
using HotChocolate.Language;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Types;

public class ScalarTests
{
    [Theory]
    [InlineData("Int", "0", 0)]
    [InlineData("Int", "2147483647", int.MaxValue)]
    [InlineData("Int", "-2147483648", int.MinValue)]
    [InlineData("Long", "9223372036854775807", long.MaxValue)]
    [InlineData("Float", "3", 3.0)]
    [InlineData("Float", "-1.5e3", -1500.0)]
    [InlineData("String", "\"a\\u00e9\"", "aé")]
    [InlineData("Boolean", "true", true)]
    [InlineData("ID", "12", "12")]
    [InlineData("ID", "\"x\"", "x")]
    public void TryParseLiteral_ValueOfTheScalar_IsRead(string scalar, string literal, object expected)
    {
        Assert.True(Create(scalar).TryParseLiteral(Parse(literal), out object? value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("Int", "2147483648")]
    [InlineData("Int", "1.0")]
    [InlineData("Int", "\"1\"")]
    [InlineData("Int", "true")]
    [InlineData("Long", "9223372036854775808")]
    [InlineData("Long", "\"1\"")]
    [InlineData("Float", "\"1.5\"")]
    [InlineData("Float", "1e999")]
    [InlineData("String", "1")]
    [InlineData("String", "HOT")]
    [InlineData("Boolean", "1")]
    [InlineData("ID", "1.5")]
    [InlineData("ID", "true")]
    [InlineData("Decimal", "\"1\"")]
    public void TryParseLiteral_AnotherValue_IsRefused(string scalar, string literal)
        => Assert.False(Create(scalar).TryParseLiteral(Parse(literal), out _));

    [Theory]
    [InlineData("Int", "1.0", 1)]
    [InlineData("Int", "1e2", 100)]
    [InlineData("Long", "5000000049", 5_000_000_049L)]
    [InlineData("Long", "3.0", 3L)]
    [InlineData("Float", "3", 3.0)]
    [InlineData("String", "\"x\"", "x")]
    [InlineData("Boolean", "false", false)]
    [InlineData("ID", "7", "7")]
    public void TryParseJson_ValueOfTheScalar_IsRead(string scalar, string json, object expected)
    {
        Assert.True(Create(scalar).TryParseJson(JsonElement.Parse(json), out object? value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("Int", "1.5")]
    [InlineData("Int", "2147483648")]
    [InlineData("Int", "\"1\"")]
    [InlineData("Int", "true")]
    [InlineData("Long", "1e30")]
    [InlineData("Long", "\"1\"")]
    [InlineData("Float", "\"1\"")]
    [InlineData("String", "1")]
    [InlineData("String", "\"\\ud800\"")]
    [InlineData("Boolean", "\"true\"")]
    [InlineData("ID", "1.5")]
    [InlineData("ID", "[]")]
    [InlineData("DateTime", "0")]
    public void TryParseJson_AnotherValue_IsRefused(string scalar, string json)
        => Assert.False(Create(scalar).TryParseJson(JsonElement.Parse(json), out _));

    [Theory]
    [InlineData("2025-09-10T03:00:00.000+03:00", "2025-09-10T00:00:00.0000000Z")]
    [InlineData("2025-09-10T00:00:00Z", "2025-09-10T00:00:00.0000000Z")]
    [InlineData("2025-09-10T00:00:00.1234567Z", "2025-09-10T00:00:00.1234567Z")]
    [InlineData("2024-02-29T23:59:59.5-11:30", "2024-03-01T11:29:59.5000000Z")]
    public void DateTime_InstantWithOffset_IsReadAsUtc(string text, string expected)
    {
        var scalar = new DateTimeScalar();
        Assert.True(scalar.TryParseLiteral(new StringValueNode(default, text, isBlock: false), out object? literal));
        Assert.True(scalar.TryParseJson(JsonSerializer.SerializeToElement(text), out object? json));
        DateTime instant = Assert.IsType<DateTime>(literal);
        Assert.Equal(expected, instant.ToString("O"));
        Assert.Equal(literal, json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2025-09-10")]
    [InlineData("2025-09-10T00:00Z")]
    [InlineData("2025-09-10T00:00:00")]
    [InlineData("2025-09-10T00:00:00.000")]
    [InlineData("2025-09-10 00:00:00Z")]
    [InlineData("2025-09-10t00:00:00z")]
    [InlineData("2025-09-10T00:00:00.Z")]
    [InlineData("2025-09-10T00:00:00.12345678Z")]
    [InlineData("2025-09-10T24:00:00Z")]
    [InlineData("2025-09-10T23:59:60Z")]
    [InlineData("2025-02-29T00:00:00Z")]
    [InlineData("2025-09-10T00:00:00+03")]
    [InlineData("2025-09-10T00:00:00+0300")]
    [InlineData("2025-09-10T00:00:00-00:00")]
    [InlineData(" 2025-09-10T00:00:00Z")]
    [InlineData("2025-09-10T00:00:00Z ")]
    [InlineData("0001-01-01T00:00:00+03:00")]
    [InlineData("٢٠٢٥-09-10T00:00:00Z")]
    public void DateTime_AnythingElse_IsRefused(string text)
        => Assert.False(new DateTimeScalar().TryParseJson(JsonSerializer.SerializeToElement(text), out _));

    [Fact]
    public void Json_LiteralOfAnyShape_IsReadAsItIsWritten()
    {
        Assert.True(new JsonScalar("JSON").TryParseLiteral(
            Parse("""{a: [1, -2.5e3, "x\n", true, null, HOT], b: {}, c: 12345678901234567890}"""), out object? value));
        Assert.Equal(
            """{"a":[1,-2.5e3,"x\n",true,null,"HOT"],"b":{},"c":12345678901234567890}""",
            Assert.IsType<JsonElement>(value).GetRawText());
    }

    [Fact]
    public void Json_DeepValue_IsReadAndWritten()
    {
        string json = new string('[', 200) + new string(']', 200);
        ValueNode literal = Utf8GraphQLParser.Parse($"{{ a(b: {json}) }}", new() { MaxAllowedNesting = 1_000 })
            .Definitions.OfType<OperationDefinitionNode>().Single().SelectionSet.Selections.OfType<FieldNode>().Single()
            .Arguments[0].Value;
        Assert.True(new JsonScalar("JSON").TryParseLiteral(literal, out object? value));
        Assert.Equal(json, Write(new JsonScalar("JSON"), value!));
    }

    public static TheoryData<string, object, string> Writable => new()
    {
        { "Int", 5, "5" },
        { "Int", 5L, "5" },
        { "Int", 5.0, "5" },
        { "Long", long.MinValue, "-9223372036854775808" },
        { "Float", 0.1, "0.1" },
        { "Float", 0.1f, "0.1" },
        { "Float", 3, "3" },
        { "Decimal", 1.10m, "1.10" },
        { "String", "a\"b\\\u0001é😀", "\"a\\\"b\\\\\\u0001é😀\"" },
        { "Boolean", true, "true" },
        { "ID", 12, "\"12\"" },
        { "ID", "x", "\"x\"" },
        { "DateTime", new DateTime(2025, 9, 10, 14, 30, 0, 123, DateTimeKind.Utc), "\"2025-09-10T14:30:00.123Z\"" },
        { "DateTime", new DateTime(2025, 9, 10, 14, 30, 0), "\"2025-09-10T14:30:00.000Z\"" },
        { "DateTime", new DateTimeOffset(2025, 9, 10, 3, 0, 0, TimeSpan.FromHours(3)), "\"2025-09-10T00:00:00.000Z\"" },
        { "LocalDate", new DateOnly(2024, 2, 29), "\"2024-02-29\"" },
        { "Date", new DateOnly(987, 2, 28), "\"0987-02-28\"" },
        { "JSON", JsonElement.Parse("""{"b": 1, "a": [null]}"""), """{"b": 1, "a": [null]}""" },
        { "JSON", JsonElement.Parse("{\n  \"a\": 1\r\n}"), """{"a":1}""" },
        { "JSON", new Dictionary<string, object?> { ["a"] = new object?[] { 1, "é", null } }, """{"a":[1,"é",null]}""" },
        { "JSON", "text", "\"text\"" },
        { "JSON", 5, "5" },
    };

    [Theory]
    [MemberData(nameof(Writable))]
    public void TryWrite_ValueOfTheScalar_IsWritten(string scalar, object value, string expected)
        => Assert.Equal(expected, Write(Create(scalar), value));

    [Theory]
    [InlineData("LocalDate")]
    [InlineData("Date")]
    public void CalendarDay_Day_IsRead(string name)
    {
        ScalarType scalar = Create(name);
        Assert.True(scalar.TryParseLiteral(
            new StringValueNode(default, "2024-02-29", isBlock: false), out object? literal));
        Assert.True(scalar.TryParseJson(JsonElement.Parse("\"2024-02-29\""), out object? json));
        Assert.Equal([new DateOnly(2024, 2, 29), new DateOnly(2024, 2, 29)], [literal, json]);
    }

    [Theory]
    [InlineData("\"2025-02-29\"")]
    [InlineData("\"2025-9-10\"")]
    [InlineData("\"2025-09-10T00:00:00Z\"")]
    [InlineData("\" 2025-09-10\"")]
    [InlineData("20250910")]
    [InlineData("null")]
    public void CalendarDay_AnythingElse_IsRefused(string json)
        => Assert.False(Create("Date").TryParseJson(JsonElement.Parse(json), out _));

    public class Calendar
    {
        public DateOnly? NextDay(DateOnly day) => day.AddDays(1);
    }

    [Fact]
    public async Task BindRuntimeType_OfDaysToDateType_MakesThemDates()
    {
        IRequestExecutor executor = await new ServiceCollection().AddGraphQLServer()
            .AddQueryType<Calendar>().BindRuntimeType<DateOnly, DateType>().BuildRequestExecutorAsync();

        Assert.Contains("nextDay(day: Date!): Date\n", executor.Schema.ToString());
        IExecutionResult result = await executor.ExecuteAsync(
            OperationRequestBuilder.New().SetDocument("""{ nextDay(day: "2024-02-28") }""").Build());
        Assert.Contains("\"2024-02-29\"", result.ToJson());
        Assert.Contains("nextDay(day: LocalDate!): LocalDate", Schemas.From<Calendar>().ToString());
    }

    public static TheoryData<string, object> Unwritable => new()
    {
        { "Int", 2147483648L },
        { "Int", 1.5 },
        { "Int", "1" },
        { "Int", true },
        { "Float", double.NaN },
        { "Float", float.PositiveInfinity },
        { "Float", "1.5" },
        { "String", new object() },
        { "Boolean", "true" },
        { "ID", 1.5 },
        { "DateTime", "2025-09-10T00:00:00Z" },
        { "LocalDate", new DateTime(2025, 9, 10) },
        { "Date", "2025-09-10" },
        { "JSON", default(JsonElement) },
        { "JSON", typeof(string) },
    };

    [Theory]
    [MemberData(nameof(Unwritable))]
    public void TryWrite_AnotherValue_WritesNothing(string scalar, object value)
    {
        using var writer = new ResponseWriter();
        Assert.False(Create(scalar).TryWrite(writer, value));
        Assert.Equal(0, writer.Position);
    }

    [Fact]
    public void WriterFor_TypeOfTheScalar_WritesTheSame()
    {
        Assert.Equal("5", Write(new WholeNumberScalar<int>("Int").WriterFor<int>(), 5));
        Assert.Equal("5", Write(new WholeNumberScalar<long>("Long").WriterFor<long>(), 5));
        Assert.Equal("0.5", Write(new FloatScalar().WriterFor<double>(), 0.5));
        Assert.Equal("\"x\"", Write(new StringScalar().WriterFor<string>(), "x"));
        Assert.Equal("true", Write(new BooleanScalar().WriterFor<bool>(), true));
        Assert.Equal("\"2025-09-10T00:00:00.000Z\"", Write(new DateTimeScalar().WriterFor<DateTime>(), new(2025, 9, 10)));
        Assert.Equal("\"2025-09-10\"", Write(new CalendarDayScalar("Date").WriterFor<DateOnly>(), new(2025, 9, 10)));
        Assert.Throws<GraphQLException>(() => Write(new FloatScalar().WriterFor<double>(), double.NaN));
        Assert.Null(new WholeNumberScalar<int>("Int").WriterFor<string>());
    }

    private static ScalarType Create(string name) => BuiltInScalars.Create(name)!;

    private static ValueNode Parse(string literal) => Utf8GraphQLParser.Parse($"{{ a(b: {literal}) }}")
        .Definitions.OfType<OperationDefinitionNode>().Single().SelectionSet.Selections.OfType<FieldNode>().Single()
        .Arguments[0].Value;

    private static string Write(ScalarType scalar, object value)
    {
        using var writer = new ResponseWriter();
        Assert.True(scalar.TryWrite(writer, value));
        return Written(writer);
    }

    private static string Write<T>(Action<ResponseWriter, T>? write, T value)
    {
        using var writer = new ResponseWriter();
        Assert.NotNull(write);
        write(writer, value);
        return Written(writer);
    }

    private static string Written(ResponseWriter writer)
    {
        var output = new ArrayBufferWriter<byte>();
        writer.CopyTo(output, 0, writer.Position);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
