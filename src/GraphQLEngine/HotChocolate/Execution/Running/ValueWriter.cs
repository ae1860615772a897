using System.Collections;
using System.Runtime.CompilerServices;
using HotChocolate.Types;

namespace HotChocolate.Execution;

/// <summary>
/// Writes the response: calls resolvers and completes their values,
/// https://spec.graphql.org/September2025/#CompleteValue(). If a non-null position is null, every
/// method returns false up to the nearest nullable position, whose output is discarded and replaced by null.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="execution">Sees to the fields that have to be waited for.</param>
internal sealed class ValueWriter(RequestContext request, OperationExecution execution) : IDisposable
{
    private readonly ResponseWriter _output = new(request.GlobalState(LargeResponses.OwnerState) as string);
    private readonly FieldPath _path = request.Place;
    private readonly NullablePositions _nullables = new();
    private List<(int Start, int End)>? _furtherSegments;
    private int _firstSegmentEnd = -1;
    private ArgumentValues?[] _arguments = [];
    private List<PendingField>? _gaps;

    /// <summary>How many fields still wait for their value.</summary>
    public int PendingCount { get; private set; }

    /// <summary>Makes the root null because of an error that belongs to no field.</summary>
    public void FailRoot(CoercionException failure)
    {
        request.Report(new Error(failure.Message, failure.Node!)
        {
            MessageWithoutSchemaNames = failure.MessageWithoutSchemaNames
        });
        _nullables.Root.IsNulled = true;
    }

    /// <summary>Writes root fields as far as it can be without waiting, unless the root is null already.</summary>
    /// <param name="selections">The fields, some or all of the root's.</param>
    /// <param name="rootValue">Their parent.</param>
    /// <param name="isLast">Whether the root has no more.</param>
    public void WriteRoot(ReadOnlySpan<Selection> selections, object? rootValue, bool isLast)
    {
        int start = _output.Position;
        _output.WriteByte(_firstSegmentEnd < 0 ? (byte)'{' : (byte)',');
        _path.Truncate(0);
        _nullables.Reset(_nullables.Root);
        for (int index = 0; index < selections.Length && !_nullables.Root.IsNulled; index++)
        {
            if (index > 0)
            {
                _output.WriteByte((byte)',');
            }

            _nullables.Root.IsNulled = !WriteEntry(selections[index], rootValue);
        }

        if (isLast)
        {
            _output.WriteByte((byte)'}');
        }

        if (_firstSegmentEnd < 0)
        {
            _firstSegmentEnd = _output.Position;
        }
        else
        {
            (_furtherSegments ??= []).Add((start, _output.Position));
        }

        if (!isLast)
        {
            // Keeps a gap at the very end apart from what is written next.
            _output.WriteByte((byte)' ');
        }
    }

    /// <summary>Goes on with a field whose value has come.</summary>
    public void Continue(PendingField field)
    {
        PendingCount--;
        if (field.Enclosing!.IsDiscarded)
        {
            // Nobody sees this place any more: the error that nulled it stands for all within it.
            field.Observe();
            execution.Close(field);
            return;
        }

        field.ValueStart = _output.Position;
        _path.Restore(field.SavedPath);
        _nullables.Reset(field.Enclosing);
        try
        {
            if (!WriteArrived(field))
            {
                _nullables.NullLater(field.Enclosing);
            }
        }
        finally
        {
            field.ValueEnd = _output.Position;
            execution.Close(field);
        }
    }

    /// <summary>The response, once nothing is waited for any more.</summary>
    public OperationResult Finish()
    {
        ResponseBody body = _nullables.Root.IsNulled
            ? new ResponseBody(_output, -1, null, null, null)
            : new ResponseBody(_output, _firstSegmentEnd, _furtherSegments, _gaps, _nullables.NulledLater);
        return new OperationResult(body, request.Errors);
    }

    public void Dispose() => _output.Dispose();

    private bool WriteArrived(PendingField field)
    {
        try
        {
            return WriteValue(field.Selection, field.Field.Type, field.GetValue());
        }
        catch (Exception exception) when (IsFieldError(exception))
        {
            Rewind(field.ValueStart, 1, field.SavedPath.Length);
            return WriteError(field.Selection, exception);
        }
    }

    private bool WriteObject(SelectionSet selectionSet, object value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (selectionSet.Failure is { } failure)
        {
            // A new exception for each object, because it records where it is thrown.
            throw new CoercionException(failure.Message, failure.Node)
            {
                MessageWithoutSchemaNames = failure.MessageWithoutSchemaNames
            };
        }

        Selection[] selections = selectionSet.Selections;
        _output.WriteByte((byte)'{');
        for (int index = 0; index < selections.Length; index++)
        {
            if (index > 0)
            {
                _output.WriteByte((byte)',');
            }

            if (!WriteEntry(selections[index], value))
            {
                return false;
            }
        }

        _output.WriteByte((byte)'}');
        return true;
    }

    /// <summary>https://spec.graphql.org/September2025/#ExecuteField()</summary>
    private bool WriteEntry(Selection selection, object? parent)
    {
        _output.WriteRaw(selection.Prefix);
        if (selection.IsTypeName)
        {
            return true;
        }

        int start = _output.Position;
        int open = _nullables.Depth;
        int depth = _path.Depth;
        OutputField field = selection.Field;
        try
        {
            if (field.Write is { } write && parent is not null && write(parent, _output))
            {
                return true;
            }

            _path.Push(selection.ResponseKey);
            bool written = field.Read is { } read
                ? WriteValue(selection, field.Type, read(parent))
                : WriteResolved(selection, parent);
            _path.Truncate(depth);
            return written;
        }
        catch (Exception exception) when (IsFieldError(exception))
        {
            Rewind(start, open, depth);
            _path.Push(selection.ResponseKey);
            bool written = WriteError(selection, exception);
            _path.Truncate(depth);
            return written;
        }
    }

    private bool WriteResolved(Selection selection, object? parent)
    {
        var call = new PendingField(request, selection, ArgumentsOf(selection), parent);
        bool isPending = false;
        try
        {
            ValueTask<object?> value = selection.Field.Resolve!(call);
            isPending = !value.IsCompleted;
            if (!isPending)
            {
                return WriteValue(selection, selection.Field.Type, value.GetAwaiter().GetResult());
            }

            call.Position = _output.Position;
            call.SavedPath = _path.Save();
            call.Enclosing = _nullables.Innermost();
            (_gaps ??= []).Add(call);
            PendingCount++;
            execution.Await(call, value);
            return true;
        }
        finally
        {
            if (!isPending)
            {
                execution.Close(call);
            }
        }
    }

    private ArgumentValues ArgumentsOf(Selection selection)
    {
        if (selection.HasFixedArguments)
        {
            return selection.CoerceArguments(request.Variables);
        }

        if (selection.Id >= _arguments.Length)
        {
            Array.Resize(ref _arguments, Math.Max(selection.Id + 1, _arguments.Length * 2));
        }

        return _arguments[selection.Id] ??= selection.CoerceArguments(request.Variables);
    }

    private bool WriteValue(Selection selection, GraphQLType type, object? value)
    {
        if (value is Exception exception)
        {
            return WriteError(selection, exception, type);
        }

        if (type is NonNullType nonNull)
        {
            return value is null
                ? WriteError(selection, new NonNullViolation(selection, type), type)
                : WriteNonNull(selection, nonNull.NullableType, value);
        }

        if (value is null)
        {
            _output.WriteNull();
            return true;
        }

        int start = _output.Position;
        int open = _nullables.Depth;
        int depth = _path.Depth;
        _nullables.Open(start);
        if (WriteNonNull(selection, type, value))
        {
            _nullables.Close(_output.Position);
            return true;
        }

        Rewind(start, open, depth);
        _output.WriteNull();
        return true;
    }

    private bool WriteNonNull(Selection selection, GraphQLType type, object value) => type switch
    {
        ScalarType scalar => scalar.TryWrite(_output, value) || WriteInvalidLeaf(selection, type, value),
        EnumType enumType => enumType.TryWrite(_output, value) || WriteInvalidLeaf(selection, type, value),
        ListType list => WriteList(selection, list, value),
        ObjectType objectType => WriteObject(selection.SelectionsOf(objectType), value),
        _ => WriteObject(selection.SelectionsOf(ResolveType((NamedType)type, value)), value),
    };

    /// <summary>https://spec.graphql.org/September2025/#ResolveAbstractType()</summary>
    private ObjectType ResolveType(NamedType type, object value)
        => request.Schema.ResolveType(value) is { } objectType && request.Schema.IsPossibleType(type, objectType)
            ? objectType
            : throw new InvalidOperationException($"A value of `{type}` is none of its possible types.");

    private bool WriteList(Selection selection, ListType list, object value)
    {
        IEnumerable items = value is IEnumerable and not string
            ? (IEnumerable)value
            : throw new InvalidOperationException(
                $"Field `{selection.Field.Name}` is a list, but its resolver returned a {value.GetType()}.");

        _output.WriteByte((byte)'[');
        _path.PushIndex(0);
        int index = 0;
        foreach (object? item in items)
        {
            if (index > 0)
            {
                _output.WriteByte((byte)',');
            }

            _path.SetIndex(index++);
            if (!WriteItem(selection, list.ElementType, item))
            {
                _path.Pop();
                return false;
            }
        }

        _path.Pop();
        _output.WriteByte((byte)']');
        return true;
    }

    private bool WriteItem(Selection selection, GraphQLType type, object? item)
    {
        int start = _output.Position;
        int open = _nullables.Depth;
        int depth = _path.Depth;
        try
        {
            return WriteValue(selection, type, item);
        }
        catch (Exception exception) when (IsFieldError(exception))
        {
            Rewind(start, open, depth);
            return WriteError(selection, exception, type);
        }
    }

    private bool WriteInvalidLeaf(Selection selection, GraphQLType type, object value)
    {
        request.Report(InvalidLeaf.Create(type.ToString()!, value), selection, _path.ToArray());
        return false;
    }

    private bool WriteError(Selection selection, Exception exception)
        => WriteError(selection, exception, selection.Field.Type);

    /// <summary>Reports an error at the current path and makes its position null, if it can be.</summary>
    private bool WriteError(Selection selection, Exception exception, GraphQLType type)
    {
        request.Report(exception, selection, _path.ToArray());
        if (type.IsNonNull)
        {
            return false;
        }

        _output.WriteNull();
        return true;
    }

    // Exceptions that end the whole request are not field errors.
    private bool IsFieldError(Exception exception)
        => exception is not (ResponseTooLargeException or LargeResponsesBusyException)
            && !request.Aborted.IsCancellationRequested;

    /// <summary>Discards the output from a position on, and the gaps in it.</summary>
    private void Rewind(int start, int open, int depth)
    {
        _nullables.NullDownTo(open);
        _path.Truncate(depth);
        _output.Truncate(start);
        if (_gaps is not null)
        {
            int kept = _gaps.Count;
            while (kept > 0 && _gaps[kept - 1].Position >= start)
            {
                kept--;
            }

            _gaps.RemoveRange(kept, _gaps.Count - kept);
        }
    }
}
