namespace HotChocolate.Language;

/// <content>The grammar of type systems: https://spec.graphql.org/September2025/#sec-Type-System.</content>
internal ref partial struct DocumentParser
{
    /// <summary>
    /// Parses what the keyword at hand begins; null if it is none of the type system's. An extension must add
    /// something.
    /// </summary>
    private DefinitionNode? TryParseTypeSystemDefinition(
        SourceLocation location, StringValueNode? description, bool isExtension)
    {
        CountNode();
        var start = new DefinitionStart(location, description, isExtension);
        if (SkipKeyword("type"u8))
        {
            NameNode name = ParseName();
            NamedTypeNode[] interfaces = ParseImplements();
            DirectiveNode[] directives = ParseDirectives(isConstant: true);
            FieldDefinitionNode[] fields = ParseFieldDefinitions();
            RequireAddition(isExtension, interfaces.Length + directives.Length + fields.Length);
            return new ObjectTypeDefinitionNode(start, name, interfaces, directives, fields);
        }

        if (SkipKeyword("interface"u8))
        {
            NameNode name = ParseName();
            NamedTypeNode[] interfaces = ParseImplements();
            DirectiveNode[] directives = ParseDirectives(isConstant: true);
            FieldDefinitionNode[] fields = ParseFieldDefinitions();
            RequireAddition(isExtension, interfaces.Length + directives.Length + fields.Length);
            return new InterfaceTypeDefinitionNode(start, name, interfaces, directives, fields);
        }

        if (SkipKeyword("input"u8))
        {
            NameNode name = ParseName();
            DirectiveNode[] directives = ParseDirectives(isConstant: true);
            InputValueDefinitionNode[] fields =
                ParseInputValues(TokenKind.LeftBrace, TokenKind.RightBrace);
            RequireAddition(isExtension, directives.Length + fields.Length);
            return new InputObjectTypeDefinitionNode(start, name, directives, fields);
        }

        if (SkipKeyword("enum"u8))
        {
            NameNode name = ParseName();
            DirectiveNode[] directives = ParseDirectives(isConstant: true);
            EnumValueDefinitionNode[] values = ParseEnumValues();
            RequireAddition(isExtension, directives.Length + values.Length);
            return new EnumTypeDefinitionNode(start, name, directives, values);
        }

        if (SkipKeyword("scalar"u8))
        {
            NameNode name = ParseName();
            DirectiveNode[] directives = ParseDirectives(isConstant: true);
            RequireAddition(isExtension, directives.Length);
            return new ScalarTypeDefinitionNode(start, name, directives);
        }

        if (SkipKeyword("union"u8))
        {
            NameNode name = ParseName();
            DirectiveNode[] directives = ParseDirectives(isConstant: true);
            NamedTypeNode[] types = Skip(TokenKind.EqualsSign) ? ParseNamedTypes(TokenKind.Pipe) : [];
            RequireAddition(isExtension, directives.Length + types.Length);
            return new UnionTypeDefinitionNode(start, name, directives, types);
        }

        if (SkipKeyword("schema"u8))
        {
            DirectiveNode[] directives = ParseDirectives(isConstant: true);
            OperationTypeDefinitionNode[] operationTypes = ParseOperationTypes(isExtension);
            RequireAddition(isExtension, directives.Length + operationTypes.Length);
            return new SchemaDefinitionNode(start, directives, operationTypes);
        }

        return !isExtension && SkipKeyword("directive"u8) ? ParseDirectiveDefinition(location, description) : null;
    }

    private readonly void RequireAddition(bool isExtension, int additions)
    {
        if (isExtension && additions == 0)
        {
            throw Unexpected();
        }
    }

    // https://spec.graphql.org/September2025/#RootOperationTypeDefinition
    private OperationTypeDefinitionNode[] ParseOperationTypes(bool isOptional)
    {
        if (isOptional && _lexer.Kind != TokenKind.LeftBrace)
        {
            return [];
        }

        Expect(TokenKind.LeftBrace);
        int start = _openCount;
        do
        {
            CountNode();
            SourceLocation location = Location;
            bool isOperationType = TryGetOperationType(out OperationType operation);
            NameNode name = ParseName();
            if (!isOperationType)
            {
                throw new SyntaxException(
                    $"Expected \"query\", \"mutation\" or \"subscription\", found name \"{name}\".", location);
            }

            Expect(TokenKind.Colon);
            Push(new OperationTypeDefinitionNode(location, operation, ParseNamedType()));
        }
        while (!Skip(TokenKind.RightBrace));

        return Take<OperationTypeDefinitionNode>(start);
    }

    // https://spec.graphql.org/September2025/#ImplementsInterfaces
    private NamedTypeNode[] ParseImplements() =>
        SkipKeyword("implements"u8) ? ParseNamedTypes(TokenKind.Ampersand) : [];

    private NamedTypeNode[] ParseNamedTypes(TokenKind separator)
    {
        int start = _openCount;
        _ = Skip(separator);
        do
        {
            Push(ParseNamedType());
        }
        while (Skip(separator));

        return Take<NamedTypeNode>(start);
    }

    // https://spec.graphql.org/September2025/#FieldsDefinition
    private FieldDefinitionNode[] ParseFieldDefinitions()
    {
        if (!Skip(TokenKind.LeftBrace))
        {
            return [];
        }

        int start = _openCount;
        do
        {
            CountNode();
            SourceLocation location = Location;
            StringValueNode? description = ParseDescription();
            NameNode name = ParseName();
            InputValueDefinitionNode[] arguments =
                ParseInputValues(TokenKind.LeftParenthesis, TokenKind.RightParenthesis);
            Expect(TokenKind.Colon);
            TypeNode type = ParseType();
            DirectiveNode[] directives = ParseDirectives(isConstant: true);
            Push(new FieldDefinitionNode(location, description, name, arguments, type, directives));
        }
        while (!Skip(TokenKind.RightBrace));

        return Take<FieldDefinitionNode>(start);
    }

    // https://spec.graphql.org/September2025/#ArgumentsDefinition and #InputFieldsDefinition
    private InputValueDefinitionNode[] ParseInputValues(TokenKind open, TokenKind close)
    {
        if (!Skip(open))
        {
            return [];
        }

        int start = _openCount;
        do
        {
            CountNode();
            SourceLocation location = Location;
            StringValueNode? description = ParseDescription();
            NameNode name = ParseName();
            (TypeNode type, ValueNode? defaultValue, DirectiveNode[] directives) = ParseInputDefinition();
            Push(new InputValueDefinitionNode(location, description, name, type, defaultValue, directives));
        }
        while (!Skip(close));

        return Take<InputValueDefinitionNode>(start);
    }

    // https://spec.graphql.org/September2025/#EnumValuesDefinition
    private EnumValueDefinitionNode[] ParseEnumValues()
    {
        if (!Skip(TokenKind.LeftBrace))
        {
            return [];
        }

        int start = _openCount;
        do
        {
            CountNode();
            SourceLocation location = Location;
            StringValueNode? description = ParseDescription();
            if (IsKeyword("true"u8) || IsKeyword("false"u8) || IsKeyword("null"u8))
            {
                throw new SyntaxException("true, false and null are no enum values.", Location);
            }

            NameNode name = ParseName();
            Push(new EnumValueDefinitionNode(location, description, name, ParseDirectives(isConstant: true)));
        }
        while (!Skip(TokenKind.RightBrace));

        return Take<EnumValueDefinitionNode>(start);
    }

    // https://spec.graphql.org/September2025/#DirectiveDefinition
    private DirectiveDefinitionNode ParseDirectiveDefinition(SourceLocation location, StringValueNode? description)
    {
        Expect(TokenKind.At);
        NameNode name = ParseName();
        InputValueDefinitionNode[] arguments =
            ParseInputValues(TokenKind.LeftParenthesis, TokenKind.RightParenthesis);
        bool isRepeatable = SkipKeyword("repeatable"u8);
        ExpectKeyword("on"u8);
        int start = _openCount;
        _ = Skip(TokenKind.Pipe);
        do
        {
            NameNode place = ParseName();
            if (!DirectiveLocationNames.All.Contains(place.Value))
            {
                throw new SyntaxException($"\"{place}\" is no directive location.", place.Location);
            }

            Push(place);
        }
        while (Skip(TokenKind.Pipe));

        return new DirectiveDefinitionNode(
            location, description, name, arguments, isRepeatable, Take<NameNode>(start));
    }
}
