using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace HotChocolate.Language;

/// <summary>
/// A recursive-descent parser of one document. This part holds the grammar of executable documents and what both
/// kinds of document share; the other part that of type systems.
/// </summary>
internal ref partial struct DocumentParser
{
    private readonly RequestParserOptions _options;
    private Utf8GraphQLLexer _lexer;
    private NameTable _names = new();

    // The children of all nodes that are not yet complete: a node takes its own off the end.
    private SyntaxNode[] _open = new SyntaxNode[64];
    private int _openCount;
    private int _nodes;
    private int _fields;
    private int _nesting;

    public DocumentParser(ReadOnlySpan<byte> utf8, RequestParserOptions options)
    {
        _options = options;
        _lexer = new Utf8GraphQLLexer(utf8, options.MaxAllowedTokens);
        _lexer.Advance();
    }

    private readonly SourceLocation Location => _lexer.Location;

    // https://spec.graphql.org/September2025/#Document
    public DocumentNode ParseDocument()
    {
        int start = _openCount;
        do
        {
            Push(ParseDefinition());
        }
        while (_lexer.Kind != TokenKind.EndOfFile);

        return new DocumentNode(new SourceLocation(1, 1), Take<DefinitionNode>(start)) { Tokens = _lexer.Tokens };
    }

    public ValueNode ParseSingleValue()
    {
        ValueNode value = ParseValue(isConstant: false);
        Expect(TokenKind.EndOfFile);
        return value;
    }

    public TypeNode ParseSingleType()
    {
        TypeNode type = ParseType();
        Expect(TokenKind.EndOfFile);
        return type;
    }

    // https://spec.graphql.org/September2025/#Definition
    private DefinitionNode ParseDefinition()
    {
        SourceLocation location = Location;
        if (_lexer.Kind == TokenKind.LeftBrace)
        {
            return new OperationDefinitionNode(
                location, null, OperationType.Query, null, [], [], ParseSelectionSet());
        }

        StringValueNode? description = ParseDescription();
        if (_lexer.Kind == TokenKind.Name)
        {
            if (TryGetOperationType(out OperationType operation))
            {
                return ParseOperation(location, description, operation);
            }

            if (_lexer.Text.SequenceEqual("fragment"u8))
            {
                return ParseFragmentDefinition(location, description);
            }

            if (TryParseTypeSystemDefinition(location, description, isExtension: false) is { } definition)
            {
                return definition;
            }

            if (description is null && SkipKeyword("extend"u8))
            {
                return TryParseTypeSystemDefinition(location, null, isExtension: true) ?? throw Unexpected();
            }
        }

        bool isMisplaced = description is not null && _lexer.Kind is TokenKind.Name or TokenKind.LeftBrace;
        throw isMisplaced
            ? new SyntaxException("A description stands only before a definition with a keyword.", location)
            : Unexpected();
    }

    private StringValueNode? ParseDescription() =>
        _lexer.Kind is TokenKind.String or TokenKind.BlockString ? ParseString() : null;

    private readonly bool TryGetOperationType(out OperationType operation)
    {
        ReadOnlySpan<byte> text = _lexer.Text;
        operation = text.Length switch
        {
            5 => OperationType.Query,
            8 => OperationType.Mutation,
            _ => OperationType.Subscription,
        };
        return text.SequenceEqual("query"u8) || text.SequenceEqual("mutation"u8)
            || text.SequenceEqual("subscription"u8);
    }

    // https://spec.graphql.org/September2025/#OperationDefinition
    private OperationDefinitionNode ParseOperation(
        SourceLocation location, StringValueNode? description, OperationType operation)
    {
        CountNode();
        _lexer.Advance();
        NameNode? name = _lexer.Kind == TokenKind.Name ? ParseName() : null;
        VariableDefinitionNode[] variables = ParseVariableDefinitions();
        DirectiveNode[] directives = ParseDirectives(isConstant: false);
        return new OperationDefinitionNode(
            location, description, operation, name, variables, directives, ParseSelectionSet());
    }

    // https://spec.graphql.org/September2025/#VariableDefinitions
    private VariableDefinitionNode[] ParseVariableDefinitions()
    {
        if (!Skip(TokenKind.LeftParenthesis))
        {
            return [];
        }

        int start = _openCount;
        do
        {
            CountNode();
            SourceLocation location = Location;
            StringValueNode? description = ParseDescription();
            VariableNode variable = ParseVariable();
            (TypeNode type, ValueNode? defaultValue, DirectiveNode[] directives) = ParseInputDefinition();
            Push(new VariableDefinitionNode(location, description, variable, type, defaultValue, directives));
        }
        while (!Skip(TokenKind.RightParenthesis));

        return Take<VariableDefinitionNode>(start);
    }

    // What follows the name of a variable, an argument or a field of an input object.
    private (TypeNode Type, ValueNode? DefaultValue, DirectiveNode[] Directives) ParseInputDefinition()
    {
        Expect(TokenKind.Colon);
        TypeNode type = ParseType();
        ValueNode? defaultValue = Skip(TokenKind.EqualsSign) ? ParseValue(isConstant: true) : null;
        return (type, defaultValue, ParseDirectives(isConstant: true));
    }

    private VariableNode ParseVariable()
    {
        CountNode();
        SourceLocation location = Location;
        Expect(TokenKind.Dollar);
        return new VariableNode(location, ParseName());
    }

    // https://spec.graphql.org/September2025/#SelectionSet
    private SelectionSetNode ParseSelectionSet()
    {
        CountNode();
        SourceLocation location = Location;
        Expect(TokenKind.LeftBrace);
        Enter();
        int start = _openCount;
        do
        {
            Push(_lexer.Kind == TokenKind.Spread ? ParseFragment() : ParseField());
        }
        while (!Skip(TokenKind.RightBrace));

        _nesting--;
        return new SelectionSetNode(location, Take<SelectionNode>(start));
    }

    // https://spec.graphql.org/September2025/#Field
    private FieldNode ParseField()
    {
        CountNode();
        SourceLocation location = Location;
        NameNode name = ParseName();
        if (++_fields > _options.MaxAllowedFields)
        {
            throw new SyntaxException($"The document has more than {_options.MaxAllowedFields} fields.", location);
        }

        NameNode? alias = null;
        if (Skip(TokenKind.Colon))
        {
            alias = name;
            name = ParseName();
        }

        ArgumentNode[] arguments = ParseArguments(isConstant: false);
        DirectiveNode[] directives = ParseDirectives(isConstant: false);
        SelectionSetNode? selectionSet = _lexer.Kind == TokenKind.LeftBrace ? ParseSelectionSet() : null;
        return new FieldNode(location, alias, name, arguments, directives, selectionSet);
    }

    // https://spec.graphql.org/September2025/#sec-Language.Fragments
    private SelectionNode ParseFragment()
    {
        CountNode();
        SourceLocation location = Location;
        _lexer.Advance();
        NamedTypeNode? typeCondition = null;
        if (SkipKeyword("on"u8))
        {
            typeCondition = ParseNamedType();
        }
        else if (_lexer.Kind == TokenKind.Name)
        {
            return new FragmentSpreadNode(location, ParseName(), ParseDirectives(isConstant: false));
        }

        DirectiveNode[] directives = ParseDirectives(isConstant: false);
        return new InlineFragmentNode(location, typeCondition, directives, ParseSelectionSet());
    }

    // https://spec.graphql.org/September2025/#FragmentDefinition
    private FragmentDefinitionNode ParseFragmentDefinition(SourceLocation location, StringValueNode? description)
    {
        CountNode();
        _lexer.Advance();
        if (IsKeyword("on"u8))
        {
            throw Unexpected();
        }

        NameNode name = ParseName();
        ExpectKeyword("on"u8);
        NamedTypeNode typeCondition = ParseNamedType();
        DirectiveNode[] directives = ParseDirectives(isConstant: false);
        return new FragmentDefinitionNode(
            location, description, name, typeCondition, directives, ParseSelectionSet());
    }

    // https://spec.graphql.org/September2025/#Arguments
    private ArgumentNode[] ParseArguments(bool isConstant)
    {
        if (!Skip(TokenKind.LeftParenthesis))
        {
            return [];
        }

        int start = _openCount;
        do
        {
            CountNode();
            SourceLocation location = Location;
            NameNode name = ParseName();
            Expect(TokenKind.Colon);
            Push(new ArgumentNode(location, name, ParseValue(isConstant)));
        }
        while (!Skip(TokenKind.RightParenthesis));

        return Take<ArgumentNode>(start);
    }

    // https://spec.graphql.org/September2025/#Directives
    private DirectiveNode[] ParseDirectives(bool isConstant)
    {
        int start = _openCount;
        while (_lexer.Kind == TokenKind.At)
        {
            CountNode();
            SourceLocation location = Location;
            _lexer.Advance();
            Push(new DirectiveNode(location, ParseName(), ParseArguments(isConstant)));
        }

        return Take<DirectiveNode>(start);
    }

    // https://spec.graphql.org/September2025/#Value
    private ValueNode ParseValue(bool isConstant)
    {
        CountNode();
        SourceLocation location = Location;
        switch (_lexer.Kind)
        {
            case TokenKind.LeftBracket:
                return ParseList(isConstant);
            case TokenKind.LeftBrace:
                return ParseObject(isConstant);
            case TokenKind.Integer:
                return new IntValueNode(location, TakeText());
            case TokenKind.Float:
                return new FloatValueNode(location, TakeText());
            case TokenKind.String or TokenKind.BlockString:
                return ParseString();
            case TokenKind.Name:
                return ParseNamedValue();
            case TokenKind.Dollar when isConstant:
                _lexer.Advance();
                throw new SyntaxException("A variable stands where only a constant may.", location);
            case TokenKind.Dollar:
                return ParseVariable();
            default:
                throw Unexpected();
        }
    }

    private ValueNode ParseNamedValue()
    {
        SourceLocation location = Location;
        string name = _names.Get(_lexer.Text);
        _lexer.Advance();
        return name switch
        {
            "true" => new BooleanValueNode(location, true),
            "false" => new BooleanValueNode(location, false),
            "null" => new NullValueNode(location),
            _ => new EnumValueNode(location, name),
        };
    }

    private ListValueNode ParseList(bool isConstant)
    {
        SourceLocation location = Location;
        _lexer.Advance();
        Enter();
        int start = _openCount;
        while (!Skip(TokenKind.RightBracket))
        {
            Push(ParseValue(isConstant));
        }

        _nesting--;
        return new ListValueNode(location, Take<ValueNode>(start));
    }

    private ObjectValueNode ParseObject(bool isConstant)
    {
        SourceLocation location = Location;
        _lexer.Advance();
        Enter();
        int start = _openCount;
        while (!Skip(TokenKind.RightBrace))
        {
            CountNode();
            SourceLocation fieldLocation = Location;
            NameNode name = ParseName();
            Expect(TokenKind.Colon);
            Push(new ObjectFieldNode(fieldLocation, name, ParseValue(isConstant)));
        }

        _nesting--;
        return new ObjectValueNode(location, Take<ObjectFieldNode>(start));
    }

    private StringValueNode ParseString()
    {
        var node = new StringValueNode(Location, _lexer.StringValue, _lexer.Kind == TokenKind.BlockString);
        _lexer.Advance();
        return node;
    }

    // https://spec.graphql.org/September2025/#Type
    private TypeNode ParseType()
    {
        CountNode();
        SourceLocation location = Location;
        TypeNode type;
        if (Skip(TokenKind.LeftBracket))
        {
            Enter();
            type = new ListTypeNode(location, ParseType());
            Expect(TokenKind.RightBracket);
            _nesting--;
        }
        else
        {
            type = ParseNamedType();
        }

        return Skip(TokenKind.Bang) ? new NonNullTypeNode(location, type) : type;
    }

    private NamedTypeNode ParseNamedType() => new(Location, ParseName());

    private NameNode ParseName()
    {
        if (_lexer.Kind != TokenKind.Name)
        {
            throw Expected("a name");
        }

        CountNode();
        var name = new NameNode(Location, _names.Get(_lexer.Text));
        _lexer.Advance();
        return name;
    }

    private string TakeText()
    {
        string text = Encoding.ASCII.GetString(_lexer.Text);
        _lexer.Advance();
        return text;
    }

    private bool Skip(TokenKind kind)
    {
        if (_lexer.Kind != kind)
        {
            return false;
        }

        _lexer.Advance();
        return true;
    }

    private void Expect(TokenKind kind)
    {
        if (!Skip(kind))
        {
            throw Expected(Describe(kind));
        }
    }

    private readonly bool IsKeyword(ReadOnlySpan<byte> keyword) =>
        _lexer.Kind == TokenKind.Name && _lexer.Text.SequenceEqual(keyword);

    private bool SkipKeyword(ReadOnlySpan<byte> keyword)
    {
        if (!IsKeyword(keyword))
        {
            return false;
        }

        _lexer.Advance();
        return true;
    }

    private void ExpectKeyword(ReadOnlySpan<byte> keyword)
    {
        if (!SkipKeyword(keyword))
        {
            throw Expected($"\"{Encoding.ASCII.GetString(keyword)}\"");
        }
    }

    private void Push(SyntaxNode node)
    {
        if (_openCount == _open.Length)
        {
            Array.Resize(ref _open, _openCount * 2);
        }

        _open[_openCount++] = node;
    }

    private T[] Take<T>(int start)
        where T : SyntaxNode
    {
        if (start == _openCount)
        {
            return [];
        }

        var nodes = new T[_openCount - start];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = (T)_open[start + i];
        }

        _openCount = start;
        return nodes;
    }

    private void CountNode()
    {
        if (++_nodes > _options.MaxAllowedNodes)
        {
            throw new SyntaxException(
                $"The document has more than {_options.MaxAllowedNodes} syntax nodes.", Location);
        }
    }

    private void Enter()
    {
        if (++_nesting > _options.MaxAllowedNesting)
        {
            throw new SyntaxException(
                $"The document nests more than {_options.MaxAllowedNesting} levels deep.", Location);
        }
    }

    private readonly SyntaxException Expected(string expected) =>
        new($"Expected {expected}, found {DescribeToken()}.", Location);

    private readonly SyntaxException Unexpected() => new($"Did not expect {DescribeToken()} here.", Location);

    private readonly string DescribeToken() => _lexer.Kind switch
    {
        TokenKind.Name => $"name \"{Encoding.ASCII.GetString(_lexer.Text)}\"",
        TokenKind.Integer or TokenKind.Float => $"number {Encoding.ASCII.GetString(_lexer.Text)}",
        _ => Describe(_lexer.Kind),
    };

    [SuppressMessage("Style", "IDE0072", Justification = "The kinds left out are never expected or found as such.")]
    private static string Describe(TokenKind kind) => kind switch
    {
        TokenKind.EndOfFile => "the end of the document",
        TokenKind.Bang => "\"!\"",
        TokenKind.Dollar => "\"$\"",
        TokenKind.Ampersand => "\"&\"",
        TokenKind.LeftParenthesis => "\"(\"",
        TokenKind.RightParenthesis => "\")\"",
        TokenKind.Spread => "\"...\"",
        TokenKind.Colon => "\":\"",
        TokenKind.EqualsSign => "\"=\"",
        TokenKind.At => "\"@\"",
        TokenKind.LeftBracket => "\"[\"",
        TokenKind.RightBracket => "\"]\"",
        TokenKind.LeftBrace => "\"{\"",
        TokenKind.Pipe => "\"|\"",
        TokenKind.RightBrace => "\"}\"",
        _ => "a string",
    };
}
