using HotChocolate;
using HotChocolate.Execution.Processing;
using LeadGraph.Access;
using LeadGraph.Limits;
using Path = HotChocolate.Path;

namespace LeadGraph.GraphQL;

/// <summary>The rights of the caller of one GraphQL operation, as global state for resolvers.</summary>
/// <param name="mayReadPersonalData">Whether the caller may read personal data.</param>
/// <param name="memory">The memory account of the operation.</param>
public sealed class CallerRights(bool mayReadPersonalData, MemoryAccount memory)
{
    /// <summary>The name of the global state.</summary>
    public const string State = "callerRights";

    private readonly Lock _lock = new();
    private readonly HashSet<int> _refused = [];
    private object? _answer;
    private int _reads;

    /// <summary>Whether the caller may read personal data.</summary>
    public bool MayReadPersonalData => mayReadPersonalData;

    /// <summary>The memory account of the operation.</summary>
    public MemoryAccount Memory => memory;

    /// <summary>
    /// Answers the value of a field with personal data, or null in its place; the first time in an answer that a
    /// selected field is null for that reason, the caller is told.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="path">Where in the answer the value goes.</param>
    /// <exception cref="GraphQLException">The caller has not been told yet.</exception>
    public T? Personal<T>(T? value, ISelection selection, Path path)
    {
        if (mayReadPersonalData)
        {
            return value;
        }

        lock (_lock)
        {
            if (!_refused.Add(selection.Id))
            {
                return default;
            }
        }

        throw new GraphQLException(ErrorBuilder.New()
            .SetMessage($"The caller lacks the scope {Scopes.Personal}.")
            .SetCode("AUTH_NOT_AUTHORIZED")
            .SetPath(path)
            .Build());
    }

    /// <summary>Counts one more read of leads for the answer, and tells how many there have been.</summary>
    public int CountRead()
    {
        lock (_lock)
        {
            return ++_reads;
        }
    }

    /// <summary>Begins another answer of the same operation, as each event of a subscription gets one.</summary>
    /// <param name="answer">What the answer is about; given again, it is the same answer.</param>
    public void BeginAnswer(object answer)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(answer, _answer))
            {
                _answer = answer;
                _refused.Clear();
                _reads = 0;
            }
        }
    }
}
