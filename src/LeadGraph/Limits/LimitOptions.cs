namespace LeadGraph.Limits;

/// <summary>
/// The limits per caller and for all callers, in section <see cref="Section"/>.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LeadGraph:Limits";

    /// <summary>
    /// The longest request body, and the longest message over a WebSocket, in bytes, 1,024 to 1,048,576. A longer body
    /// gets 413; a longer message closes the WebSocket with 1009. Before <c>connection_init</c> has been accepted, a
    /// message has at most 16,384.
    /// </summary>
    public int RequestBytes { get; set; } = 1_048_576;

    /// <summary>The longest request line (method and URL), in bytes, 1,024 to 1,048,576; longer ones get 414.</summary>
    public int RequestLineBytes { get; set; } = 16_384;

    /// <summary>The total size of a request's headers, in bytes, 1,024 to 1,048,576; larger ones get 431.</summary>
    public int HeaderBytes { get; set; } = 32_768;

    /// <summary>
    /// The most memory that the request lines and headers of one address take at a time, in bytes, 1 MiB to 1 GiB. Of
    /// each request 4 KiB do not count. Beyond it a request gets 429, or its connection is closed if it has not arrived
    /// completely.
    /// </summary>
    public int HeadBytesPerAddress { get; set; } = 16 * 1024 * 1024;

    /// <summary>The same for all addresses, in bytes, 1 MiB to 1 GiB. Beyond it a request gets 503.</summary>
    public int HeadBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The most headers of a request, 10 to 1,000; more get 431.</summary>
    public int Headers { get; set; } = 100;

    /// <summary>The longest time for a request's headers to arrive, 1 s to 10 min; after it comes 408.</summary>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest time that a connection may be idle, 1 s to 1 h; after it, it is closed.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The lowest rate of a request body, in bytes per second, 1 to 1,048,576; slower ones get 408.</summary>
    public int BodyBytesPerSecond { get; set; } = 240;

    /// <summary>The most connections, 10 to 1,000,000; further ones are closed at once.</summary>
    public int Connections { get; set; } = 10_000;

    /// <summary>The most connections from one address, 10 to 1,000,000; further ones are closed at once.</summary>
    public int ConnectionsPerAddress { get; set; } = 5_000;

    /// <summary>
    /// The longest time to compute a response or an event of a subscription, 100 ms to 1 h; after it, the request
    /// fails. With the default a caller gets a response within five seconds even if the database hangs.
    /// </summary>
    public TimeSpan ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(4.5);

    /// <summary>The most concurrent requests of all callers, 1 to 10,000.</summary>
    public int ConcurrentRequests { get; set; } = 64;

    /// <summary>The most requests that wait for <see cref="ConcurrentRequests"/>, 0 to 100,000; more get 503.</summary>
    public int QueuedRequests { get; set; } = 512;

    /// <summary>The most concurrent requests of one caller, 1 to 10,000.</summary>
    public int ConcurrentRequestsPerCaller { get; set; } = 8;

    /// <summary>
    /// The most requests of one caller that wait for <see cref="ConcurrentRequestsPerCaller"/>, 0 to 100,000; more get
    /// 429.
    /// </summary>
    public int QueuedRequestsPerCaller { get; set; } = 256;

    /// <summary>
    /// The most reads of the database that run at the same time for all callers, 1 to 10,000; further ones wait, which
    /// counts toward <see cref="ExecutionTimeout"/>. A small pool of connections allows fewer.
    /// </summary>
    public int ConcurrentReads { get; set; } = 24;

    /// <summary>
    /// The most reads of the database that run at the same time for one caller, 1 to 10,000, but at most half of
    /// <see cref="ConcurrentReads"/>; further ones wait, which counts toward <see cref="ExecutionTimeout"/>.
    /// </summary>
    public int ConcurrentReadsPerCaller { get; set; } = 8;

    /// <summary>
    /// The most concurrent executions of one caller's subscription events, 1 to 10,000; further ones wait.
    /// </summary>
    public int ConcurrentEventsPerCaller { get; set; } = 4;

    /// <summary>The most concurrent CSV downloads of one caller, 1 to 10,000; further ones get 429.</summary>
    public int DownloadsPerCaller { get; set; } = 8;

    /// <summary>The most concurrent CSV downloads of all callers, 1 to 10,000; further ones get 429.</summary>
    public int Downloads { get; set; } = 32;

    /// <summary>The longest time to send a CSV download, 1 s to 1 day; after it, the connection is closed.</summary>
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The sustained rate of one caller, in requests per second, 1 to 1,000,000; more get 429.</summary>
    public int RequestsPerSecond { get; set; } = 200;

    /// <summary>The most requests that one caller may send in a burst, 1 to 1,000,000; more get 429.</summary>
    public int BurstRequests { get; set; } = 2_000;

    /// <summary>The longest time to <c>connection_init</c>, 1 s to 10 min; after it, the WebSocket is closed.</summary>
    public TimeSpan SocketInitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most concurrent operations of one WebSocket, 1 to 100; further ones get a GraphQL error.</summary>
    public int OperationsPerSocket { get; set; } = 100;

    /// <summary>The most open WebSockets and event streams of one caller, 1 to 100,000; more get 429.</summary>
    public int StreamsPerCaller { get; set; } = 256;

    /// <summary>The most subscriptions of one caller, 1 to 100,000; further ones get a GraphQL error.</summary>
    public int SubscriptionsPerCaller { get; set; } = 512;

    /// <summary>The most tokens of a GraphQL document, and of its variables, 100 to 1,000,000.</summary>
    public int DocumentTokens { get; set; } = 10_000;

    /// <summary>The most fields of a GraphQL document, 10 to 100,000.</summary>
    public int DocumentFields { get; set; } = 2_048;

    /// <summary>
    /// The most selections of a GraphQL operation after its fragments are expanded, 100 to 1,000,000. A fragment counts
    /// each time it is spread.
    /// </summary>
    public int ExpandedSelections { get; set; } = 10_000;

    /// <summary>The greatest depth of a GraphQL selection without introspection, 4 to 100.</summary>
    public int Depth { get; set; } = 12;

    /// <summary>The highest field cost, and the highest type cost, of a GraphQL operation, 10 to 1,000,000.</summary>
    public int Cost { get; set; } = 5_000;

    /// <summary>
    /// The most reads of leads in a GraphQL operation or one event of a subscription, 1 to 10,000. Each
    /// <c>userActivity</c>, <c>userActivityById</c> and <c>leadScoreSummary</c> is one read.
    /// </summary>
    public int ReadsPerOperation { get; set; } = 20;

    /// <summary>
    /// The most memory for the rows that one operation or one event of a subscription reads, in bytes, 1 MiB to 1 GiB.
    /// </summary>
    public int ReadBytesPerOperation { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// The most memory for the rows that all concurrent operations of one caller read, with the requests that it sends,
    /// in bytes, 1 MiB to 1 GiB; more get 429. Messages over WebSockets and subscriptions may take half of it.
    /// </summary>
    public int ReadBytesPerCaller { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// The most memory for the rows and requests of all callers at a time, in bytes, 1 MiB to 1 GiB; more get 503.
    /// Messages over WebSockets and subscriptions may take half of it.
    /// </summary>
    public int ReadBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The most conditions of a GraphQL filter, 1 to 10,000.</summary>
    public int FilterConditions { get; set; } = 256;

    /// <summary>The most items of a list in a GraphQL filter, 1 to 100,000.</summary>
    public int FilterListItems { get; set; } = 1_000;

    /// <summary>The longest text in a search or a filter, in UTF-16 code units, 10 to 100,000.</summary>
    public int TextLength { get; set; } = 1_000;

    /// <summary>What is wrong with these options, each message naming its setting; empty if they are valid.</summary>
    public IEnumerable<string> Problems()
        =>
        [
            .. OutOfRange(nameof(RequestBytes), RequestBytes, 1_024, 1_048_576),
            .. OutOfRange(nameof(RequestLineBytes), RequestLineBytes, 1_024, 1_048_576),
            .. OutOfRange(nameof(HeaderBytes), HeaderBytes, 1_024, 1_048_576),
            .. OutOfRange(nameof(HeadBytesPerAddress), HeadBytesPerAddress, 1_048_576, 1_073_741_824),
            .. OutOfRange(nameof(HeadBytes), HeadBytes, 1_048_576, 1_073_741_824),
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
            .. OutOfRange(nameof(ConcurrentReads), ConcurrentReads, 1, 10_000),
            .. OutOfRange(nameof(ConcurrentReadsPerCaller), ConcurrentReadsPerCaller, 1, 10_000),
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

    private static IEnumerable<string> OutOfRange<T>(string setting, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
        {
            yield return $"{Section}:{setting} is {value}; it must be {min} to {max}.";
        }
    }
}
