using System.Security.Cryptography;
using System.Text;
using HotChocolate.Execution;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace HotChocolate.AspNetCore.Hosting;

/// <summary>Serves the schema's text.</summary>
internal sealed class SchemaDocument
{
    private Content? _content;

    /// <summary>Responds with the text, or that the client has it already.</summary>
    public async Task GetAsync(HttpContext context)
    {
        Content content = _content ??= Content.Of(context.RequestServices.GetRequiredService<IRequestExecutor>());
        HttpResponse response = context.Response;
        response.GetTypedHeaders().ETag = content.Tag;
        response.Headers.CacheControl = "no-cache";
        IList<EntityTagHeaderValue> known = context.Request.GetTypedHeaders().IfNoneMatch;
        if (known.Any(tag => tag == EntityTagHeaderValue.Any || tag.Compare(content.Tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/graphql; charset=utf-8";
        response.ContentLength = content.Utf8.Length;
        await response.BodyWriter.WriteAsync(content.Utf8, context.RequestAborted);
    }

    /// <summary>The tag is a weak one: the same text may be sent compressed.</summary>
    private sealed record Content(byte[] Utf8, EntityTagHeaderValue Tag)
    {
        public static Content Of(IRequestExecutor executor)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(executor.Schema.ToString()!);
            string hash = Convert.ToHexStringLower(SHA256.HashData(utf8).AsSpan(0, 16));
            return new Content(utf8, new EntityTagHeaderValue($"\"{hash}\"", isWeak: true));
        }
    }
}
