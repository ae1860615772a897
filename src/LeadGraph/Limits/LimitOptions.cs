namespace LeadGraph.Limits;

/// <summary>
/// How much one caller, and all of them together, may ask of the service; in section <see cref="Section"/>.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Limits";

    /// <summary>
    /// The longest request body, and the longest message over a WebSocket, in bytes, 1,024 to 1,048,576; longer bodies
    /// get 413, longer messages close the WebSocket with 1009.
    /// </summary>
    public int RequestBytes { get; set; } = 1_048_576;

    /// <summary>The longest request line, the address in it, in bytes, 1,024 to 1,048,576; more get 414.</summary>
    public int RequestLineBytes { get; set; } = 16_384;

    /// <summary>All headers of a request together, in bytes, 1,024 to 1,048,576; more get 431.</summary>
    public int HeaderBytes { get; set; } = 32_768;

    /// <summary>The most headers of a request, 10 to 1,000; more get 431.</summary>
    public int Headers { get; set; } = 100;

    /// <summary>How long a request's headers may take to arrive, 1 s to 10 min; then it gets 408.</summary>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle, 1 s to 1 h; then it is closed.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The slowest a request body may arrive, in bytes a second, 1 to 1,048,576; then it gets 408.</summary>
    public int BodyBytesPerSecond { get; set; } = 240;

    /// <summary>The most connections, 10 to 1,000,000; further ones are closed at once.</summary>
    public int Connections { get; set; } = 20_000;

    /// <summary>The most connections from one address, 10 to 1,000,000; further ones are closed at once.</summary>
    public int ConnectionsPerAddress { get; set; } = 5_000;

    /// <summary>
    /// How long answering may take, each event of a subscription too, 100 ms to 1 h; then it fails. By default a caller
    /// has an answer within five seconds, also when the database gives none.
    /// </summary>
    public TimeSpan ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(4.5);

    /// <summary>The most requests answered at a time, 1 to 10,000.</summary>
    public int ConcurrentRequests { get; set; } = 64;

    /// <summary>The most requests that wait for one of those to end, 0 to 100,000; further ones get 503.</summary>
    public int QueuedRequests { get; set; } = 512;

    /// <summary>The most requests of one caller answered at a time, 1 to 10,000.</summary>
    public int ConcurrentRequestsPerCaller { get; set; } = 8;

    /// <summary>The most requests of one caller that wait for those, 0 to 100,000; further ones get 429.</summary>
    public int QueuedRequestsPerCaller { get; set; } = 256;

    /// <summary>
    /// The most events of one caller's subscriptions worked on at a time, 1 to 10,000; further ones wait.
    /// </summary>
    public int ConcurrentEventsPerCaller { get; set; } = 4;

    /// <summary>The most campaign lists sent to one caller at a time, 1 to 10,000; further ones get 429.</summary>
    public int DownloadsPerCaller { get; set; } = 8;

    /// <summary>The most campaign lists sent at a time, 1 to 10,000; further ones get 429.</summary>
    public int Downloads { get; set; } = 32;

    /// <summary>How long a campaign list may take to be sent, 1 s to 1 day; then it is broken off.</summary>
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The requests a second that one caller may keep sending, 1 to 1,000,000; more get 429.</summary>
    public int RequestsPerSecond { get; set; } = 200;

    /// <summary>The requests that one caller may send at once after a rest, 1 to 1,000,000; more get 429.</summary>
    public int BurstRequests { get; set; } = 2_000;

    /// <summary>How long a WebSocket may take to introduce its caller, 1 s to 10 min; then it is closed.</summary>
    public TimeSpan SocketInitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most operations of one WebSocket at a time, 1 to 100; further ones get a GraphQL error.</summary>
    public int OperationsPerSocket { get; set; } = 100;

    /// <summary>The WebSockets and event streams that one caller may hold, 1 to 100,000; more get 429.</summary>
    public int StreamsPerCaller { get; set; } = 256;

    /// <summary>The subscriptions that one caller may have, 1 to 100,000; further ones get a GraphQL error.</summary>
    public int SubscriptionsPerCaller { get; set; } = 512;

    /// <summary>The most tokens of a GraphQL document, and of its variables, 100 to 1,000,000.</summary>
    public int DocumentTokens { get; set; } = 10_000;

    /// <summary>The most fields of a GraphQL document, 10 to 100,000.</summary>
    public int DocumentFields { get; set; } = 2_048;

    /// <summary>
    /// The most selections of a GraphQL operation, those of fragments counted each time that they are spread, 100 to
    /// 1,000,000.
    /// </summary>
    public int ExpandedSelections { get; set; } = 10_000;

    /// <summary>How deep a GraphQL selection may be, introspection aside, 4 to 100.</summary>
    public int Depth { get; set; } = 12;

    /// <summary>The most that the fields of a GraphQL operation may cost, 10 to 1,000,000.</summary>
    public int Cost { get; set; } = 5_000;

    /// <summary>
    /// How often a GraphQL operation, or one event of a subscription, may read leads, 1 to 10,000: each
    /// <c>userActivity</c>, <c>userActivityById</c> and <c>leadScoreSummary</c> in it is one read.
    /// </summary>
    public int ReadsPerOperation { get; set; } = 20;

    /// <summary>
    /// The memory, in bytes, that what one operation or one event of a subscription reads may take, 1 MiB to 1 GiB.
    /// </summary>
    public int ReadBytesPerOperation { get; set; } = 16 * 1024 * 1024;

    /// <summary>The same for all of a caller's at a time, 1 MiB to 1 GiB; further ones get 429.</summary>
    public int ReadBytesPerCaller { get; set; } = 32 * 1024 * 1024;

    /// <summary>The same for those of all callers at a time, 1 MiB to 1 GiB; further ones get 503.</summary>
    public int ReadBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The most conditions of a GraphQL filter, 1 to 10,000.</summary>
    public int FilterConditions { get; set; } = 256;

    /// <summary>The most items of a list in a GraphQL filter, 1 to 100,000.</summary>
    public int FilterListItems { get; set; } = 1_000;

    /// <summary>The longest text to search or to filter by, in UTF-16 code units, 10 to 100,000.</summary>
    public int TextLength { get; set; } = 1_000;

    /// <summary>What is wrong with these options, each message naming its setting; empty when they are sound.</summary>
    public IEnumerable<string> Problems()
        =>
        [
            .. OutOfRange(nameof(RequestBytes), RequestBytes, 1_024, 1_048_576),
            .. OutOfRange(nameof(RequestLineBytes), RequestLineBytes, 1_024, 1_048_576),
            .. OutOfRange(nameof(HeaderBytes), HeaderBytes, 1_024, 1_048_576),
            .. OutOfRange(nameof(Headers), Headers, 10, 1_000),
            .. OutOfRange(nameof(HeaderTimeout), HeaderTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            .. OutOfRange(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            .. OutOfRange(nameof(BodyBytesPerSecond), BodyBytesPerSecond, 1, 1_048_576),
            .. OutOfRange(nameof(Connections), Connections, 10, 1_000_000),
            .. OutOfRange(nameof(ConnectionsPerAddress), ConnectionsPerAddress, 10, 1_000_000),
            .. OutOfRange(
                nameof(ExecutionTimeout), ExecutionTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            .. OutOfRange(nameof(ConcurrentRequests), ConcurrentRequests, 1, 10_000),
            .. OutOfRange(nameof(QueuedRequests), QueuedRequests, 0, 100_000),
            .. OutOfRange(nameof(ConcurrentRequestsPerCaller), ConcurrentRequestsPerCaller, 1, 10_000),
            .. OutOfRange(nameof(QueuedRequestsPerCaller), QueuedRequestsPerCaller, 0, 100_000),
            .. OutOfRange(nameof(ConcurrentEventsPerCaller), ConcurrentEventsPerCaller, 1, 10_000),
            .. OutOfRange(nameof(DownloadsPerCaller), DownloadsPerCaller, 1, 10_000),
            .. OutOfRange(nameof(Downloads), Downloads, 1, 10_000),
            .. OutOfRange(nameof(DownloadTimeout), DownloadTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            .. OutOfRange(nameof(RequestsPerSecond), RequestsPerSecond, 1, 1_000_000),
            .. OutOfRange(nameof(BurstRequests), BurstRequests, 1, 1_000_000),
            .. OutOfRange(
                nameof(SocketInitTimeout), SocketInitTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            .. OutOfRange(nameof(OperationsPerSocket), OperationsPerSocket, 1, 100),
            .. OutOfRange(nameof(StreamsPerCaller), StreamsPerCaller, 1, 100_000),
            .. OutOfRange(nameof(SubscriptionsPerCaller), SubscriptionsPerCaller, 1, 100_000),
            .. OutOfRange(nameof(DocumentTokens), DocumentTokens, 100, 1_000_000),
            .. OutOfRange(nameof(DocumentFields), DocumentFields, 10, 100_000),
            .. OutOfRange(nameof(ExpandedSelections), ExpandedSelections, 100, 1_000_000),
            .. OutOfRange(nameof(Depth), Depth, 4, 100),
            .. OutOfRange(nameof(Cost), Cost, 10, 1_000_000),
            .. OutOfRange(nameof(ReadsPerOperation), ReadsPerOperation, 1, 10_000),
            .. OutOfRange(nameof(ReadBytesPerOperation), ReadBytesPerOperation, 1_048_576, 1_073_741_824),
            .. OutOfRange(nameof(ReadBytesPerCaller), ReadBytesPerCaller, 1_048_576, 1_073_741_824),
            .. OutOfRange(nameof(ReadBytes), ReadBytes, 1_048_576, 1_073_741_824),
            .. OutOfRange(nameof(FilterConditions), FilterConditions, 1, 10_000),
            .. OutOfRange(nameof(FilterListItems), FilterListItems, 1, 100_000),
            .. OutOfRange(nameof(TextLength), TextLength, 10, 100_000)
        ];

    private static IEnumerable<string> OutOfRange<T>(string setting, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            yield return $"{Section}:{setting} is {value}; it must be {least} to {most}.";
        }
    }
}
