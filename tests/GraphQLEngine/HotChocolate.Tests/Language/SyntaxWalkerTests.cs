namespace HotChocolate.Language;

public sealed class SyntaxWalkerTests
{
    [Fact]
    public void Visit_Document_ReachesEveryNodeInOrder()
    {
        DocumentNode document = Utf8GraphQLParser.Parse(
            """
            query ($v: [V!] = [1] @a(x: A)) @b { f(x: { y: $v }) @c { ...F @d ... on T @e { g } } }
            fragment F on U @f { h }
            schema @g { query: W }
            type O implements I @h { i(x: X = 2 @i): Y @j }
            union N @k = P
            enum E { E1 @l }
            input J { k: Z @m }
            directive @z(x: Q @n) on FIELD
            """);
        var names = new NameWalker();

        names.Visit(document);

        Assert.Equal(
            "V @a A @b f $v @c ...F @d T @e g U @f h @g W @h I X @i Y @j @k P @l Z @m Q @n",
            string.Join(' ', names.Seen));
    }

    private sealed class NameWalker : SyntaxWalker
    {
        public List<string> Seen { get; } = [];

        protected override void VisitField(FieldNode field)
        {
            Seen.Add(field.Name.Value);
            base.VisitField(field);
        }

        protected override void VisitFragmentSpread(FragmentSpreadNode spread)
        {
            Seen.Add($"...{spread.Name}");
            base.VisitFragmentSpread(spread);
        }

        protected override void VisitDirective(DirectiveNode directive)
        {
            Seen.Add($"@{directive.Name}");
            base.VisitDirective(directive);
        }

        protected override void VisitType(TypeNode type)
        {
            if (type is NamedTypeNode named)
            {
                Seen.Add(named.Name.Value);
            }

            base.VisitType(type);
        }

        protected override void VisitValue(ValueNode value)
        {
            switch (value)
            {
                case VariableNode variable:
                    Seen.Add($"${variable.Name}");
                    break;
                case EnumValueNode enumValue:
                    Seen.Add(enumValue.Value);
                    break;
            }

            base.VisitValue(value);
        }
    }
}
