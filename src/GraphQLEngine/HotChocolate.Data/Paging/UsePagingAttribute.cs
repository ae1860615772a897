using HotChocolate.Data;
using HotChocolate.Language;
using HotChocolate.Types.Pagination;

namespace HotChocolate.Types;

/// <summary>
/// Has a field return its rows page by page, as a connection. What the resolver returns, best an
/// <see cref="IQueryable{T}"/>, is executed with the limits of the page in the query. A resolver that returns a
/// <see cref="Connection{T}"/> has read the page itself, by parameters named <c>first</c>, <c>after</c>, <c>last</c>
/// and <c>before</c>; only the range of <c>first</c> and <c>last</c> is checked before it is called.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class UsePagingAttribute : Attribute, IFieldConfiguration
{
    /// <summary>What the name of the connection's type begins with; the name of the field unless set.</summary>
    public string? ConnectionName { get; set; }

    int IFieldConfiguration.Order => 0;

    void IFieldConfiguration.Configure(FieldDefinition field, TypeRegistry types)
    {
        if (RowFields.Find(field, types, "UsePaging") is not (ObjectType, Type row)
            || field.Type.NullableType is not ListType rows)
        {
            return;
        }

        var options = (PagingOptions?)types.Services?.GetService(typeof(PagingOptions)) ?? new PagingOptions();
        if (options.EffectiveMaxPageSize < 1 || options.EffectiveDefaultPageSize < 0)
        {
            types.Report(field.Member, "MaxPageSize has to be 1 or more, and DefaultPageSize 0 or more");
            return;
        }

        string name = ConnectionName ?? char.ToUpperInvariant(field.Name[0]) + field.Name[1..];
        field.Type = ConnectionTypes.Create(name, rows.ElementType, options.IncludeTotalCount == true, types);
        int[] arguments = PageArguments.AddTo(field, types);
        field.Directives.Add(ListSize(options));
        field.Directives.Add(CostDirectives.Cost(CostDirectives.ResolverWeight));
        if (ResultTypes.IsPage(field.ResultType))
        {
            field.Wrap(CheckSizes(arguments, options));
            return;
        }

        var page = GenericMethod.Of<Func<int[], PagingOptions, FieldMiddleware>>(
            typeof(UsePagingAttribute), nameof(Page), row);
        field.Wrap(page(arguments, options));
    }

    private static FieldMiddleware CheckSizes(int[] arguments, PagingOptions options)
        => next => context =>
        {
            PageArguments.ReadSizes(context, arguments, options);
            return next(context);
        };

    private static FieldMiddleware Page<T>(int[] arguments, PagingOptions options)
        where T : class
        => next => async context =>
        {
            PageArguments page = PageArguments.Read(context, arguments, options);
            object? value = await next(context).ConfigureAwait(false);
            return RowFields.AsQueryable<T>(value) is { } rows
                ? await new PageReader<T>(rows, context.RequestAborted)
                    .ReadAsync(page, ConnectionSelection.Of(SelectedFields.Of(context))).ConfigureAwait(false)
                : value;
        };

    private static DirectiveNode ListSize(PagingOptions options) => BuiltInDirectives.Apply(
        "listSize",
        ("assumedSize", new IntValueNode(default, $"{options.EffectiveMaxPageSize}")),
        ("slicingArguments", Names("first", "last")),
        ("slicingArgumentDefaultValue", new IntValueNode(default, $"{options.EffectiveDefaultPageSize}")),
        ("sizedFields", Names(ConnectionTypes.Edges, ConnectionTypes.Nodes)),
        ("requireOneSlicingArgument", new BooleanValueNode(default, false)));

    private static ListValueNode Names(params string[] names)
        => new(default, [.. names.Select(name => new StringValueNode(default, name, isBlock: false))]);
}
