using System.Data.Common;

namespace LeadGraph.Data.PostgreSql;

/// <summary>
/// Has comparisons with a text that the database's encoding lacks characters of find nothing: no row holds such a text.
/// </summary>
/// <param name="encoding">The encoding.</param>
internal sealed class EncodableText(DatabaseEncoding encoding) : ReadInterceptor
{
    /// <inheritdoc/>
    protected override void BeforeRead(DbCommand command)
    {
        foreach (DbParameter parameter in command.Parameters)
        {
            parameter.Value = parameter.Value switch
            {
                string text => encoding.Encodable(text),
                IEnumerable<string?> texts => texts.Select(encoding.Encodable).ToArray(),
                object value => value,
                null => null
            };
        }
    }
}
