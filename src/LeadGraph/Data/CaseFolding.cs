using System.Linq.Expressions;
using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace LeadGraph.Data;

/// <summary>
/// Folds texts for searches: texts that a reader takes for the same are equal. Case is disregarded in every script,
/// accents may be characters of their own or not, forms for layout (full-width letters, ligatures, mathematical
/// alphabets) are the letters that they show, ё is е, and the Turkish İ and ı are i, whose capital is I.
/// </summary>
public static class CaseFolding
{
    /// <summary>The folded text, within a query.</summary>
    /// <param name="text">A column or a parameter.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static string Fold(string text)
        => throw new InvalidOperationException($"{nameof(Fold)} stands for SQL and runs only within a query.");

    /// <summary>The folded text, as SQLite computes it.</summary>
    /// <param name="text">The text.</param>
    public static string Folded(string text)
        // The lower case of U+0130 is two characters, which the invariant culture does not know. Σ has two.
        => CompatibilityNormalization.Normalize(text).ToLowerInvariant()
            .Replace('ς', 'σ').Replace('ё', 'е').Replace('ı', 'i').Replace('\u0130', 'i')
            .Replace("i\u0307", "i", StringComparison.Ordinal);

    /// <summary>Maps <see cref="Fold"/> to SQL.</summary>
    /// <param name="builder">Builds the model.</param>
    /// <param name="provider">The database.</param>
    /// <param name="shape">What the database can do.</param>
    internal static void Map(ModelBuilder builder, DatabaseProvider provider, TableShape shape)
    {
        Expression<Func<string, string>> fold = text => Fold(text);
        builder.HasDbFunction(((MethodCallExpression)fold.Body).Method).HasTranslation(arguments
            => provider == DatabaseProvider.PostgreSql
                ? FoldedText.Of(arguments[0], shape)
                : new SqlFunctionExpression(
                    SqliteSemanticsInterceptor.FoldFunction, arguments, nullable: true,
                    argumentsPropagateNullability: [true], typeof(string), arguments[0].TypeMapping));
    }
}
