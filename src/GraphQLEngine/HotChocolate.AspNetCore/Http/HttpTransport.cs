using HotChocolate.AspNetCore.Hosting;
using HotChocolate.AspNetCore.Streaming;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HotChocolate.AspNetCore.Http;

/// <summary>Serves requests that came by GET or POST: https://graphql.github.io/graphql-over-http/draft/</summary>
internal sealed class HttpTransport(
    TransportLimits limits, ResponseStreamWriter streams, UnexpectedErrors unexpectedErrors)
{
    private const string Streams =
        $"text/event-stream or multipart/mixed;subscriptionSpec=\"{MultipartFormat.Version}\"";

    private static readonly StreamFormat s_events = new EventStreamFormat();
    private static readonly StreamFormat s_parts = new MultipartFormat();

    /// <summary>Executes the request in the query string.</summary>
    public Task GetAsync(HttpContext context, GraphQLServerOptions options)
    {
        AcceptedFormats accepted = AcceptHeader.Negotiate(context.Request.Headers.Accept);
        return RespondAsync(
            context, accepted, () => WriteAsync(context, ExecuteQueryAsync(context, options, accepted), accepted));
    }

    /// <summary>Executes the request, or the requests, in the body.</summary>
    public Task PostAsync(HttpContext context, GraphQLServerOptions options)
    {
        AcceptedFormats accepted = AcceptHeader.Negotiate(context.Request.Headers.Accept);
        return RespondAsync(
            context, accepted, () => WriteAsync(context, ExecuteBodyAsync(context, options, accepted), accepted));
    }

    /// <summary>Writes an error response.</summary>
    public Task WriteErrorAsync(HttpContext context, InvalidRequestException error)
        => RespondAsync(context, new AcceptedFormats(ResponseFormat.GraphQLResponse, Stream: null), () => throw error);

    /// <summary>The format of error responses, which are never streams.</summary>
    private static ResponseFormat PlainFormat(AcceptedFormats accepted)
        => accepted.Single == ResponseFormat.Json ? ResponseFormat.Json : ResponseFormat.GraphQLResponse;

    private static AllowedOperations AllowedByGet(
        HttpContext context, GraphQLServerOptions options, AcceptedFormats accepted)
    {
        AllowedOperations allowed = AllowedOperations.None;
        if (options.AllowedGetOperations.HasFlag(AllowedGetOperations.Query))
        {
            allowed |= AllowedOperations.Query;
        }

        // The response to HEAD has no body, so a subscription would run for nobody.
        if (options.AllowedGetOperations.HasFlag(AllowedGetOperations.Subscription)
            && accepted.Stream is not null
            && !HttpMethods.IsHead(context.Request.Method))
        {
            allowed |= AllowedOperations.Subscription;
        }

        return allowed;
    }

    private async Task<IExecutionResult?> ExecuteQueryAsync(
        HttpContext context, GraphQLServerOptions options, AcceptedFormats accepted)
    {
        if (!options.EnableGetRequests)
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            throw new InvalidRequestException(
                "Send operations by POST.", statusCode: StatusCodes.Status405MethodNotAllowed);
        }

        AllowedOperations allowed = AllowedByGet(context, options, accepted);
        return await ExecuteAsync(
            context, RequestParser.ParseQuery(context.Request.Query) with { Allowed = allowed });
    }

    private static AllowedOperations AllowedByPost(AcceptedFormats accepted)
        => accepted.Stream is not null ? AllowedOperations.All : AllowedOperations.Query | AllowedOperations.Mutation;

    /// <summary>
    /// Reads a request and executes it. That is over when a subscription is open, so that nothing holds on to the
    /// request while responses are written. Null if it was a batch, whose response has been written.
    /// </summary>
    private async Task<IExecutionResult?> ExecuteBodyAsync(
        HttpContext context, GraphQLServerOptions options, AcceptedFormats accepted)
    {
        RequestBody.RequireJson(context.Request);
        int maxBatchSize = options.EnableBatching ? limits.MaxBatchSize : 0;
        (IReadOnlyList<OperationRequest> requests, bool isBatch) = await RequestBody.ReadAsync(
            context.Request,
            limits.MaxRequestBodySize,
            body => (RequestParser.ParseBody(body.Span, maxBatchSize, out bool batch), batch),
            context.RequestAborted);
        if (!isBatch)
        {
            return await ExecuteAsync(context, requests[0] with { Allowed = AllowedByPost(accepted) });
        }

        await ExecuteBatchAsync(context, requests, accepted);
        return null;
    }

    private async Task WriteAsync(HttpContext context, Task<IExecutionResult?> execution, AcceptedFormats accepted)
    {
        await using IExecutionResult? result = await execution;
        if (result is ResponseStream stream)
        {
            await streams.WriteStreamAsync(context, stream, FormatOf(accepted.Stream));
        }
        else if (result is OperationResult single)
        {
            bool refused = single.RequestError == RequestErrorKind.OperationNotAllowed
                || HttpResponseWriter.IsRefused(context.Response, single);
            await (accepted.Single >= ResponseFormat.EventStream && !refused
                ? streams.WriteSingleAsync(context, single, FormatOf(accepted.Single))
                : HttpResponseWriter.WriteAsync(context, PlainFormat(accepted), Explained(context, single)));
        }
    }

    private static StreamFormat FormatOf(ResponseFormat? format)
        => format == ResponseFormat.Multipart ? s_parts : s_events;

    /// <summary>By POST only a subscription is refused: where the client accepts no stream.</summary>
    private static OperationResult Explained(HttpContext context, OperationResult result)
        => result.RequestError == RequestErrorKind.OperationNotAllowed && HttpMethods.IsPost(context.Request.Method)
            ? new OperationResult(result.RequestError, [new Error(
                $"A subscription is sent as {Streams}, which the request does not accept, or over a WebSocket.")])
            : result;

    /// <summary>Sequentially, so that a batch uses no more resources at a time than one request.</summary>
    private async Task ExecuteBatchAsync(
        HttpContext context, IReadOnlyList<OperationRequest> requests, AcceptedFormats accepted)
    {
        if (accepted.Single >= ResponseFormat.EventStream)
        {
            throw new InvalidRequestException(
                "The response to a batch is JSON; accept application/json.",
                InvalidRequestException.NotAcceptable,
                StatusCodes.Status406NotAcceptable);
        }

        var results = new List<OperationResult>(requests.Count);
        try
        {
            foreach (OperationRequest request in requests)
            {
                IExecutionResult result = await ExecuteAsync(
                    context, request with { Allowed = AllowedOperations.Query | AllowedOperations.Mutation });
                results.Add((OperationResult)result);
            }

            await HttpResponseWriter.WriteBatchAsync(context, accepted.Single!.Value, results);
        }
        finally
        {
            foreach (OperationResult result in results)
            {
                result.Dispose();
            }
        }
    }

    private async Task<IExecutionResult> ExecuteAsync(HttpContext context, OperationRequest request)
    {
        IServiceProvider services = context.RequestServices;
        var executor = services.GetRequiredService<IRequestExecutor>();
        OperationRequestBuilder builder = OperationRequestBuilder.From(request).SetServices(services);
        try
        {
            if (services.GetService<DefaultHttpRequestInterceptor>() is { } interceptor)
            {
                await interceptor.OnCreateAsync(context, executor, builder, context.RequestAborted);
            }

            return await executor.ExecuteAsync(builder.Build(), context.RequestAborted);
        }
        catch (GraphQLException error)
        {
            return new OperationResult(RequestErrorKind.Request, error.Errors);
        }
    }

    private async Task RespondAsync(HttpContext context, AcceptedFormats accepted, Func<Task> respond)
    {
        try
        {
            await RespondOrWriteErrorAsync(context, accepted, respond);
        }
        catch (OperationCanceledException end) when (IsGone(context, end))
        {
            context.Abort();
        }
    }

    /// <summary>Ensures that every response is a GraphQL response, also where something fails.</summary>
    private async Task RespondOrWriteErrorAsync(HttpContext context, AcceptedFormats accepted, Func<Task> respond)
    {
        ResponseFormat format = PlainFormat(accepted);
        try
        {
            if (accepted.Single is null)
            {
                throw new InvalidRequestException(
                    "None of the accepted media types is served here: accept application/graphql-response+json, "
                        + $"application/json or, for subscriptions, {Streams}.",
                    InvalidRequestException.NotAcceptable,
                    StatusCodes.Status406NotAcceptable);
            }

            await respond();
        }
        catch (InvalidRequestException error)
        {
            await HttpResponseWriter.WriteAsync(context, format, error.StatusCode, error.ToResult());
        }
        catch (BadHttpRequestException error)
        {
            OperationResult result = new InvalidRequestException(error.Message).ToResult();
            await HttpResponseWriter.WriteAsync(context, format, error.StatusCode, result);
        }
        catch (Exception exception) when (!IsGone(context, exception) && !context.Response.HasStarted)
        {
            await HttpResponseWriter.WriteAsync(context, format, unexpectedErrors.Report(exception));
        }
    }

    /// <summary>Whether something was cancelled because the client is gone.</summary>
    private static bool IsGone(HttpContext context, Exception exception) => exception is ConnectionAbortedException
        || (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested);
}
