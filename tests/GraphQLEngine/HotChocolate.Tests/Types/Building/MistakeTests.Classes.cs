namespace HotChocolate.Types;

/// <content>The classes with the mistakes.</content>
public partial class MistakeTests
{
    public class Empty;

    public class EmptyObject
    {
        public Empty? Nothing => null;
    }

    public enum NoValues;

    public class ValuelessEnum
    {
        public NoValues? Value => null;
    }

    public class Unmappable
    {
        public Dictionary<string, int>? Dictionary => null;

        public object? Anything => null;

        public Guid Struct => default;

        public IDisposable? Interface => null;

        public List<Stream>? Nested => null;

        public string Ok => "ok";
    }

    public class UnmappableArguments
    {
        public string Ask(Stream stream, Range range, Queue<int> queue) => "ok";
    }

    public static class One
    {
        public class Lead
        {
            public int Id => 1;
        }
    }

    public static class Two
    {
        public class Lead
        {
            public int Id => 2;
        }

        [GraphQLName("String")]
        public class Text
        {
            public int Id => 2;
        }
    }

    public class TwoOfOneName
    {
        public One.Lead? First => null;

        public Two.Lead? Second => null;

        public Two.Text? Third => null;
    }

    public class BadNames
    {
        [GraphQLName("a-b")]
        public int Hyphen => 1;

        [GraphQLName("__x")]
        public int Reserved => 1;

        [GraphQLName("")]
        public int Nothing => 1;

        public int Ask([GraphQLName("1st")] int first) => first;
    }

    public class Duplicates
    {
        public int Name => 1;

        public int GetName() => 1;

        public int Overloaded(int a) => a;

        public int Overloaded(string a) => a.Length;

        public int Twice([GraphQLName("a")] int x, [GraphQLName("a")] int y) => x + y;
    }

    public enum Doubled
    {
        A,
        B,
        Again = B,
    }

    public class DoubledEnum
    {
        public Doubled Value => Doubled.A;
    }

    [ExtendObjectType<Empty>]
    public class Unused
    {
        public int Id => 1;
    }

    public class Requirements
    {
        public string Name => "x";

        public int Length([Parent(requires: "Nmae")] Requirements parent) => parent.Name.Length;
    }

    public class Subscription
    {
        [Subscribe(With = "Missing")]
        public int OnA([EventMessage] int a) => a;

        [Subscribe, Topic("b-{id}")]
        public int OnB() => 1;

        public int NoStream() => 1;

        [Subscribe(With = nameof(NoStream))]
        public int OnC([EventMessage] int c) => c;

        public IAsyncEnumerable<int> Other(int from) => throw new NotSupportedException();

        [Subscribe(With = nameof(Other))]
        public int OnD([EventMessage] int d) => d;
    }

    public class NeedsService(TimeProvider clock)
    {
        public int Year => clock.GetUtcNow().Year;
    }

    public class Recursive
    {
        public Recursive Self { get; init; } = null!;
    }

    public class AskRecursive
    {
        public int Ask(Recursive input) => 1;
    }

    public class NoConstructor
    {
        public NoConstructor(int a) => A = a;

        public NoConstructor(string b) => A = b.Length;

        public int A { get; set; }
    }

    public class Unmatched(int other)
    {
        public int Sum => other;
    }

    public class BadInputs
    {
        public int Ask(NoConstructor a, Unmatched b) => 1;
    }

    public class BadDefault
    {
        public int Ask([DefaultValue(typeof(string))] string a) => 1;
    }

    public class Good
    {
        public string Name => "x";
    }
}
