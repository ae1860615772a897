namespace HotChocolate.Language;

public sealed class SyntaxPrinterTests
{
    [Fact]
    public void Print_Documents_HasOneLineForEachSelection() => AssertPrinted(
        """query Q($a:Int=1,$b:[T!]!@d)@e{x:f(a:$a,b:{c:[1 2]})@g{...F ...on T{h}...@i{j}}}fragment F on T{k}""",
        """
        query Q($a: Int = 1, $b: [T!]! @d) @e {
          x: f(a: $a, b: { c: [1, 2] }) @g {
            ...F
            ... on T {
              h
            }
            ... @i {
              j
            }
          }
        }

        fragment F on T {
          k
        }
        """);

    [Fact]
    public void Print_ArgumentsLongerThanALine_StandOnLinesOfTheirOwn() => AssertPrinted(
        """
        { field(first: "0123456789012345678901234567890123456789", second: [1, 2], third: "0123456789") }
        """,
        """
        {
          field(
            first: "0123456789012345678901234567890123456789"
            second: [1, 2]
            third: "0123456789"
          )
        }
        """);

    [Fact]
    public void Print_ValueLongerThanALine_BreaksWithAllValuesAroundIt() => AssertPrinted(
        """
        { field(a: { b: ["0123456789012345678901234567890123456789", "0123456789012345678901234567890123456789"] }) }
        """,
        """
        {
          field(
            a: {
              b: [
                "0123456789012345678901234567890123456789"
                "0123456789012345678901234567890123456789"
              ]
            }
          )
        }
        """);

    [Fact]
    public void Print_BlockString_IsIndentedLikeItsPlace() => AssertPrinted(
        "{ a { f(a: \"\"\"\none\n  two\n\"\"\") } }",
        "{\n  a {\n    f(a: \"\"\"\n    one\n      two\n    \"\"\")\n  }\n}");

    [Fact]
    public void Print_TypeSystem_PutsDescribedArgumentsOnLinesOfTheirOwn() => AssertPrinted(
        """
        "T" type T implements A&B @d{f("x" a:Int=1,b:E):[T!]!} extend union U=A|B enum E{A "b" B @d}
        input I{a:Int=1} directive @d(a:Int)repeatable on OBJECT|ENUM_VALUE schema{query:T}
        """,
        """
        "T"
        type T implements A & B @d {
          f(
            "x"
            a: Int = 1
            b: E
          ): [T!]!
        }

        extend union U = A | B

        enum E {
          A
          "b"
          B @d
        }

        input I {
          a: Int = 1
        }

        directive @d(a: Int) repeatable on OBJECT | ENUM_VALUE

        schema {
          query: T
        }
        """);

    [Fact]
    public void Print_StringWithControlCharacters_EscapesThem() => Assert.Equal(
        "\"\\\"\\\\ \\n\\t\\u0000\\u007F\\u009F ü 😀\"",
        SyntaxPrinter.PrintString("\"\\ \n\t\0\u007F\u009F ü 😀"));

    [Theory]
    [InlineData("plain", "\"\"\"plain\"\"\"")]
    [InlineData("ends in \"", "\"\"\"\nends in \"\n\"\"\"")]
    [InlineData("a \"\"\" b", "\"\"\"a \\\"\"\" b\"\"\"")]
    [InlineData(" leading", "\"\"\" leading\"\"\"")]
    [InlineData("first\n  second", "\"\"\"\nfirst\n  second\n\"\"\"")]
    public void BlockString_Printed_MeansTheSame(string value, string printed)
    {
        Assert.Equal(printed, BlockString.Print(value));
        Assert.Equal(value, ((StringValueNode)Utf8GraphQLParser.ParseValue(printed)).Value);
    }

    [Fact]
    public void Print_DeeplyNestedLists_TakesNoTimeBeyondItsSize()
    {
        string nested = new string('[', 120) + "1" + new string(']', 120);

        string printed = SyntaxPrinter.Print(Utf8GraphQLParser.ParseValue(nested));

        Assert.Equal(nested, string.Concat(printed.Where(c => !char.IsWhiteSpace(c))));
    }

    private static void AssertPrinted(string document, string expected)
    {
        string printed = SyntaxPrinter.Print(Utf8GraphQLParser.Parse(document));

        Assert.Equal(expected, printed);
        Assert.Equal(expected, SyntaxPrinter.Print(Utf8GraphQLParser.Parse(printed)));
    }
}
