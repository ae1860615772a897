using System.Data;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadGraph.Data.PostgreSql;

/// <summary>The folding of texts for searches, in PostgreSQL's SQL.</summary>
internal static class FoldedText
{
    private static readonly StringTypeMapping Text = new("text", DbType.String);
    private static readonly IntTypeMapping Int = new("integer", DbType.Int32);
    private static readonly BoolTypeMapping Bool = new("boolean", DbType.Boolean);

    /// <summary>
    /// A folded text. ASCII, which most names and addresses are, takes a short cut: it is where there are as many bytes
    /// as characters.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="shape">What the server can do.</param>
    public static SqlExpression Of(SqlExpression text, TableShape shape)
    {
        // "default" is the database's own collation. Under a nondeterministic one, texts cannot be searched.
        string collation = shape.FoldingCollation ?? "default";
        if (!shape.CanNormalize)
        {
            return Call("lower", [new CollateExpression(text, collation)]);
        }

        SqlExpression normalized = Call("normalize", [text, Constant("NFKC")], schema: "pg_catalog");
        SqlExpression lower = Call("lower", [new CollateExpression(normalized, collation)]);
        return new CaseExpression(
            [
                new CaseWhenClause(
                    new SqlBinaryExpression(
                        ExpressionType.Equal, Call("octet_length", [text], Int), Call("length", [text], Int),
                        typeof(bool), Bool),
                    // Under C, lower() is fastest. Both results must have one collation.
                    new CollateExpression(Call("lower", [new CollateExpression(text, "C")]), collation))
            ],
            Call(
                "replace",
                [
                    Call("translate", [lower, Constant("ςёı"), Constant("σеi")]),
                    // The lower case of İ.
                    Constant("i\u0307"), Constant("i")
                ]));
    }

    private static SqlConstantExpression Constant(string text) => new(text, Text);

    private static SqlFunctionExpression Call(
        string name, SqlExpression[] arguments, RelationalTypeMapping? type = null, string? schema = null)
    {
        bool[] propagate = [.. arguments.Select((_, place) => place == 0)];
        type ??= Text;
        return schema is null
            ? new SqlFunctionExpression(name, arguments, nullable: true, propagate, type.ClrType, type)
            : new SqlFunctionExpression(schema, name, arguments, nullable: true, propagate, type.ClrType, type);
    }
}
