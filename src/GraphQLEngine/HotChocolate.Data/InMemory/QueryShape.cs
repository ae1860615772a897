using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace HotChocolate.Data;

/// <summary>
/// What of a query is the same whenever it is asked, apart from the values in it: filters of the same fields by the
/// same operations are of one shape, whatever they compare with. Null, true and false are part of the shape, since
/// what is compiled for them is simpler.
/// </summary>
internal sealed class QueryShape : ExpressionVisitor, IEquatable<QueryShape>
{
    private readonly List<object?> _values = [];
    private readonly List<ParameterExpression> _parameters = [];
    private List<object?> _tokens = [];
    private HashCode _hash;
    private int _hashCode;
    private bool _isKnown = true;

    /// <summary>The values, in the order in which <see cref="ExpressionVisitor"/> comes to them.</summary>
    public object?[] Values => [.. _values];

    /// <summary>Whether a constant is a value, and no part of the shape.</summary>
    public static bool IsValue(ConstantExpression node)
        => node.Value is not (null or bool or Delegate or LambdaExpression);

    /// <summary>Reads an expression, once. False where it has parts of which no shape can be told.</summary>
    public bool TryRead(Expression expression)
    {
        Visit(expression);
        _hashCode = _hash.ToHashCode();
        return _isKnown;
    }

    /// <summary>The shape without the values, to be kept.</summary>
    public QueryShape Trim()
    {
        var trimmed = new QueryShape { _tokens = _tokens, _hashCode = _hashCode };
        _tokens.TrimExcess();
        return trimmed;
    }

    public bool Equals(QueryShape? other)
    {
        if (other is null || other._hashCode != _hashCode || other._tokens.Count != _tokens.Count)
        {
            return false;
        }

        for (int index = 0; index < _tokens.Count; index++)
        {
            if (!Equals(_tokens[index], other._tokens[index]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as QueryShape);

    public override int GetHashCode() => _hashCode;

    public override Expression? Visit(Expression? node)
    {
        if (node is null)
        {
            Add(null);
            return null;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        Add(s_kinds[(int)node.NodeType]);
        Add(node.Type);
        return base.Visit(node);
    }

    protected override Expression VisitConstant(ConstantExpression node)
    {
        if (IsValue(node))
        {
            _values.Add(node.Value);
        }
        else
        {
            Add(node.Value);
        }

        return node;
    }

    protected override Expression VisitLambda<T>(Expression<T> node)
    {
        _parameters.AddRange(node.Parameters);
        Visit(node.Body);
        return node;
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        Add(_parameters.LastIndexOf(node));
        return node;
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        Add(node.Member);
        return base.VisitMember(node);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        Add(node.Method);
        _isKnown &= node.Method.DeclaringType == typeof(Queryable)
            ? QueryCompiler.InMemory(node.Method) is not null
            : !node.Arguments.Any(argument => argument is ConstantExpression { Value: IQueryable });
        return base.VisitMethodCall(node);
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        Add(node.Method);
        Add(node.IsLiftedToNull);
        return base.VisitBinary(node);
    }

    protected override Expression VisitUnary(UnaryExpression node)
    {
        Add(node.Method);
        return base.VisitUnary(node);
    }

    protected override Expression VisitNew(NewExpression node)
    {
        Add(node.Constructor);
        return base.VisitNew(node);
    }

    protected override Expression VisitNewArray(NewArrayExpression node)
    {
        Add(node.Expressions.Count);
        return base.VisitNewArray(node);
    }

    protected override Expression VisitMemberInit(MemberInitExpression node)
    {
        Add(node.Bindings.Count);
        return base.VisitMemberInit(node);
    }

    protected override MemberBinding VisitMemberBinding(MemberBinding node)
    {
        Add(node.Member);
        _isKnown &= node.BindingType == MemberBindingType.Assignment;
        return base.VisitMemberBinding(node);
    }

    protected override Expression VisitTypeBinary(TypeBinaryExpression node)
    {
        Add(node.TypeOperand);
        return base.VisitTypeBinary(node);
    }

    protected override Expression VisitBlock(BlockExpression node) => Unknown(node);

    protected override Expression VisitDynamic(DynamicExpression node) => Unknown(node);

    protected override Expression VisitExtension(Expression node) => Unknown(node);

    protected override Expression VisitGoto(GotoExpression node) => Unknown(node);

    protected override Expression VisitIndex(IndexExpression node) => Unknown(node);

    protected override Expression VisitLabel(LabelExpression node) => Unknown(node);

    protected override Expression VisitListInit(ListInitExpression node) => Unknown(node);

    protected override Expression VisitLoop(LoopExpression node) => Unknown(node);

    protected override Expression VisitRuntimeVariables(RuntimeVariablesExpression node) => Unknown(node);

    protected override Expression VisitSwitch(SwitchExpression node) => Unknown(node);

    protected override Expression VisitTry(TryExpression node) => Unknown(node);

    private static readonly object[] s_kinds =
        [.. Enumerable.Range(0, (int)ExpressionType.IsFalse + 1).Select(kind => (object)(ExpressionType)kind)];

    private Expression Unknown(Expression node)
    {
        _isKnown = false;
        return node;
    }

    private void Add(object? token)
    {
        _tokens.Add(token);
        _hash.Add(token);
    }
}
