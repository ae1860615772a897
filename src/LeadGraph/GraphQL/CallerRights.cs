using HotChocolate;
using HotChocolate.Execution.Processing;
using LeadGraph.Access;
using LeadGraph.Limits;
using Path = HotChocolate.Path;

namespace LeadGraph.GraphQL;

/// <summary>The rights of the caller of one GraphQL operation, as global state for resolvers.</summary>
/// <param name="mayReadPersonalData">Whether the caller may read personal data.</param>
/// <param name="memory">The memory of the operation.</param>
public sealed class CallerRights(bool mayReadPersonalData, OperationMemory memory)
{
    /// <summary>The name of the global state.</summary>
    public const string State = "callerRights";

    private readonly Lock _lock = new();
    private readonly HashSet<int> _refused = [];
    private object? _message;
    private DateTime? _moment;
    private object? _momentOf;
    private int _reads;

    /// <summary>Whether the caller may read personal data.</summary>
    public bool MayReadPersonalData => mayReadPersonalData;

    /// <summary>The name in the credential; null without one.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the caller may create, close and delete campaigns.</summary>
    public bool MayRunCampaigns { get; init; }

    /// <summary>Whether the request may change anything: it does not share its response with others.</summary>
    public bool AllowsChanges { get; init; }

    /// <summary>The memory of the operation.</summary>
    public OperationMemory Memory => memory;

    /// <summary>
    /// Returns the value of a field with personal data. For a caller without the scope <c>personal</c> it is null, and
    /// there is one error per selected field per response.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="selection">The field as the operation selects it.</param>
    /// <param name="path">Where in the response the value goes.</param>
    /// <exception cref="GraphQLException">This is the field's first value in the response.</exception>
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

    /// <summary>
    /// The present moment of the response, UTC: that of its first read. All that is computed as of now has this one, so
    /// that the parts of a response fit each other.
    /// </summary>
    /// <param name="clock">Gives the current time.</param>
    public DateTime Moment(TimeProvider clock)
    {
        lock (_lock)
        {
            return _moment ??= clock.GetUtcNow().UtcDateTime;
        }
    }

    /// <summary>Counts one more read of leads for the response, and returns how many there have been.</summary>
    public int CountRead()
    {
        lock (_lock)
        {
            return ++_reads;
        }
    }

    /// <summary>Begins a further response of a subscription. Errors and reads are counted anew.</summary>
    /// <param name="message">The subscription message of the response; no effect if it is the same as before.</param>
    public void BeginResponse(object message)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(message, _message))
            {
                _message = message;
                _refused.Clear();
                _reads = 0;
            }
        }
    }

    /// <summary>Begins a new present moment, because leads are read for this response and those after it.</summary>
    /// <param name="message">The subscription message of the response; no effect if it is the same as before.</param>
    public void BeginMoment(object message)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(message, _momentOf))
            {
                (_momentOf, _moment) = (message, null);
            }
        }
    }
}
