using HotChocolate.Types;

namespace HotChocolate.Validation.FieldMerging;

/// <summary>
/// Decides whether all selections of a document can be merged. Instead of comparing fields pair by pair it groups
/// them by response key, compares each with the first of its group, and goes on with the merged selections of the
/// whole group; being alike is transitive. The idea is Simon Adameit's ("GraphQL: overlapping
/// fields can be merged fast", XING Engineering).
/// <para>
/// Fields on different object types never meet on one object, so their arguments may differ, but the shapes of
/// their results may not. Groups are therefore followed in two ways: strictly, for each object type apart,
/// together with what is selected on abstract types; and for shapes alone, all together.
/// </para>
/// <para>
/// A group that was seen before is not followed again. Still a document can be made to have a number of
/// groups that is exponential in its size, so the work is limited: see <see cref="MaxSteps"/>.
/// </para>
/// </summary>
internal sealed class FieldMerger(DocumentFacts facts)
{
    /// <summary>
    /// The most fields and spreads to look at. Generated documents with thousands of fields need some ten thousand.
    /// </summary>
    private const int MaxSteps = 500_000;

    private readonly Stack<(SelectionFacts[] Selections, bool IsStrict)> _open = new();
    private readonly HashSet<FieldGroup> _seen = [];
    private readonly bool[] _isSeenAlone = new bool[facts.Fields.Count];
    private readonly int[] _visitedFor = new int[facts.Fragments.Count];
    private readonly bool[] _isReached = new bool[facts.Fragments.Count];
    private readonly List<FieldFacts> _fields = [];
    private readonly List<SelectionFacts> _selections = [];
    private int _merge;
    private int _steps;

    /// <summary>Whether the search was given up.</summary>
    public bool IsTooComplex => _steps > MaxSteps;

    /// <summary>The first conflict that is met, or null.</summary>
    public FieldConflict? FindConflict()
    {
        foreach (OperationFacts operation in facts.Operations)
        {
            if (FindConflict(operation.Selection) is { } conflict)
            {
                return conflict;
            }
        }

        foreach (FragmentFacts fragment in facts.Fragments)
        {
            if (!_isReached[fragment.Index] && FindConflict(fragment.Selection) is { } conflict)
            {
                return conflict;
            }
        }

        return null;
    }

    private FieldConflict? FindConflict(SelectionFacts root)
    {
        _open.Push(([root], true));
        while (!IsTooComplex && _open.TryPop(out (SelectionFacts[] Selections, bool IsStrict) next))
        {
            if (Check(next.Selections, next.IsStrict) is { } conflict)
            {
                return conflict;
            }
        }

        return null;
    }

    private FieldConflict? Check(SelectionFacts[] selections, bool isStrict)
    {
        FieldFacts[] fields = Collect(selections, isStrict);
        if (IsTooComplex)
        {
            return null;
        }

        Array.Sort(fields, static (a, b) =>
        {
            int order = string.CompareOrdinal(a.Node.ResponseKey, b.Node.ResponseKey);
            return order != 0 ? order : a.Index.CompareTo(b.Index);
        });

        for (int start = 0, end; start < fields.Length; start = end)
        {
            end = start + 1;
            while (end < fields.Length && fields[end].Node.ResponseKey == fields[start].Node.ResponseKey)
            {
                end++;
            }

            if (CheckGroup(fields.AsSpan(start..end), isStrict) is { } conflict)
            {
                return conflict;
            }
        }

        return null;
    }

    /// <summary>All fields of the selections, those of the fragments they spread included.</summary>
    private FieldFacts[] Collect(SelectionFacts[] selections, bool isStrict)
    {
        _merge++;
        _fields.Clear();
        _selections.Clear();
        _selections.AddRange(selections);
        for (int i = 0; i < _selections.Count && !IsTooComplex; i++)
        {
            SelectionFacts selection = _selections[i];
            _steps += selection.Fields.Count + selection.Spreads.Count;
            _fields.AddRange(selection.Fields);
            foreach (SpreadFacts spread in selection.Spreads)
            {
                if (spread.Fragment is { } fragment && _visitedFor[fragment.Index] != _merge)
                {
                    _visitedFor[fragment.Index] = _merge;
                    _isReached[fragment.Index] |= isStrict;
                    _selections.Add(fragment.Selection);
                }
            }
        }

        return [.. _fields];
    }

    private FieldConflict? CheckGroup(ReadOnlySpan<FieldFacts> group, bool isStrict)
    {
        FieldFacts? typed = null;
        foreach (FieldFacts field in group)
        {
            typed ??= field.Definition is null ? null : field;
            if (typed is not null && FieldComparison.FindShapeDifference(typed, field) is { } difference)
            {
                return new FieldConflict(difference, typed, field);
            }
        }

        if (!isStrict || !HasExclusiveParents(group))
        {
            return CheckCalls(group, isStrict);
        }

        Follow(group, isStrict: false);
        return CheckByObjectType(group);
    }

    private FieldConflict? CheckCalls(ReadOnlySpan<FieldFacts> group, bool isStrict)
    {
        if (isStrict)
        {
            foreach (FieldFacts field in group[1..])
            {
                if (FieldComparison.FindCallDifference(group[0], field) is { } difference)
                {
                    return new FieldConflict(difference, group[0], field);
                }
            }
        }

        Follow(group, isStrict);
        return null;
    }

    private FieldConflict? CheckByObjectType(ReadOnlySpan<FieldFacts> group)
    {
        var onObjects = new Dictionary<NamedType, List<FieldFacts>>();
        var onAbstract = new List<FieldFacts>();
        foreach (FieldFacts field in group)
        {
            if (field.ParentType is not ObjectType parent)
            {
                onAbstract.Add(field);
            }
            else if (onObjects.TryGetValue(parent, out List<FieldFacts>? siblings))
            {
                siblings.Add(field);
            }
            else
            {
                onObjects.Add(parent, [field]);
            }
        }

        foreach (List<FieldFacts> onObject in onObjects.Values)
        {
            _steps += onAbstract.Count;
            if (CheckCalls([.. onAbstract, .. onObject], isStrict: true) is { } conflict)
            {
                return conflict;
            }
        }

        return null;
    }

    private static bool HasExclusiveParents(ReadOnlySpan<FieldFacts> group)
    {
        FieldFacts? onObject = null;
        foreach (FieldFacts field in group)
        {
            onObject ??= field.ParentType is ObjectType ? field : null;
            if (onObject is not null && FieldComparison.AreExclusive(onObject, field))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts the merged selections of a group on the stack, unless they have been there.</summary>
    private void Follow(ReadOnlySpan<FieldFacts> group, bool isStrict)
    {
        FieldFacts[] fields = [.. group];
        if (group.Length > 1)
        {
            fields = Array.FindAll(fields, static field => field.Selection is not null);
        }

        if (fields.Length == 1)
        {
            // Within a single field nothing is exclusive that is not so when the field is looked at strictly.
            FieldFacts only = fields[0];
            if (only.Selection is not null && !_isSeenAlone[only.Index])
            {
                _isSeenAlone[only.Index] = true;
                _open.Push(([only.Selection], true));
            }
        }
        else if (fields.Length > 1 && _seen.Add(new FieldGroup(fields, isStrict)))
        {
            _open.Push((Array.ConvertAll(fields, static field => field.Selection!), isStrict));
        }
    }

    /// <summary>Fields in the order of the document, as a key.</summary>
    private readonly struct FieldGroup(FieldFacts[] fields, bool isStrict) : IEquatable<FieldGroup>
    {
        private readonly FieldFacts[] _fields = fields;
        private readonly bool _isStrict = isStrict;

        public bool Equals(FieldGroup other) =>
            _isStrict == other._isStrict && _fields.AsSpan().SequenceEqual(other._fields);

        public override bool Equals(object? obj) => obj is FieldGroup other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_isStrict);
            foreach (FieldFacts field in _fields)
            {
                hash.Add(field.Index);
            }

            return hash.ToHashCode();
        }
    }
}

/// <summary>Two fields that cannot be merged.</summary>
internal sealed record FieldConflict(FieldDifference Difference, FieldFacts First, FieldFacts Second);
