using System.Runtime.CompilerServices;
using HotChocolate.Execution.Processing;
using HotChocolate.Language;
using HotChocolate.Resolvers;
using HotChocolate.Types;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.Execution;

/// <summary>
/// One call of a resolver, and, if its value has to be waited for, the place in the response that it leaves open.
/// </summary>
internal sealed class PendingField(
    RequestContext request, Selection selection, ArgumentValues arguments, object? parent, object? nodeId = null)
    : ResolverContext
{
    private AsyncServiceScope? _scope;
    private List<PendingField>? _nodes;
    private ConfiguredValueTaskAwaitable<object?>.ConfiguredValueTaskAwaiter _awaiter;

    public Selection Selection { get; } = selection;

    /// <summary>Where the value belongs: the position in the buffer before which it is put.</summary>
    public int Position { get; set; }

    /// <summary>Where in the buffer the value begins, once it is there.</summary>
    public int ValueStart { get; set; }

    public int ValueEnd { get; set; }

    /// <summary>The innermost position around the field that can be null; null at the very top.</summary>
    public NullablePosition? Enclosing { get; set; }

    /// <summary>The field's path; the walk goes on from there when the value has come.</summary>
    public (string? Key, int Index)[] SavedPath { get; set; } = [];

    public override Schema Schema => request.Schema;

    public override OutputField Field => Selection.Field;

    public override IReadOnlyList<FieldNode> FieldNodes => Selection.Nodes;

    public override object? Parent { get; } = parent;

    public override IServiceProvider Services => _scope?.ServiceProvider ?? request.Services;

    public override CancellationToken RequestAborted => request.Aborted;

    public override ISelection OwnSelection => Selection;

    public override ISelectionCollection OwnSelections => new SelectionCollection([Selection]);

    public override Path Path => new(request.Place.Save());

    public override object? Argument(int index) => arguments[index];

    public override bool IsGiven(int index) => arguments.IsGiven(index);

    public override object? NodeId => nodeId;

    public override object? GlobalState(string key) => request.GlobalState(key);

    public override object DataLoader(Type type) => request.DataLoader(type);

    public override ResolverContext ForNode(object id)
    {
        var node = new PendingField(request, Selection, arguments, Parent, id);
        (_nodes ??= []).Add(node);
        return node;
    }

    public override void UseScope() => _scope ??= request.CreateScope();

    /// <summary>Calls the callback, on any thread, when the value has come.</summary>
    public void Await(ValueTask<object?> value, Action whenDone)
    {
        _awaiter = value.ConfigureAwait(false).GetAwaiter();
        _awaiter.UnsafeOnCompleted(whenDone);
    }

    /// <summary>The value that has come.</summary>
    /// <exception cref="Exception">Whatever the resolver threw.</exception>
    public object? GetValue() => _awaiter.GetResult();

    /// <summary>Takes the value, or the exception, of a field that nobody waits for any more.</summary>
    public void Observe()
    {
        try
        {
            GetValue();
        }
        catch (Exception)
        {
            // Its place in the response is gone, and with it the place to report this.
        }
    }

    /// <summary>Ends the call's service scope, if it has one, and those of the nodes that it loads.</summary>
    public ValueTask CloseAsync()
    {
        AsyncServiceScope? scope = _scope;
        List<PendingField>? nodes = _nodes;
        (_scope, _nodes) = (null, null);
        return nodes is null ? scope?.DisposeAsync() ?? ValueTask.CompletedTask : CloseAsync(scope, nodes);
    }

    private static async ValueTask CloseAsync(AsyncServiceScope? scope, List<PendingField> nodes)
    {
        foreach (PendingField node in nodes)
        {
            await node.CloseAsync().ConfigureAwait(false);
        }

        await (scope?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
    }
}
