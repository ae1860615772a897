using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace LeadGraph.Data;

/// <summary>The two tables and their columns in raw SQL, by the names that they have in the database.</summary>
internal static class EntitySql
{
    /// <summary>What follows FROM: a table, or the query that stands for it.</summary>
    /// <param name="db">The context.</param>
    /// <param name="entity">The type of the table's rows.</param>
    public static string Table(LeadGraphDbContext db, IEntityType entity)
        => entity.GetSqlQuery() is { } query
            ? $"({query}) e"
            : Literal(Sql(db).DelimitIdentifier(entity.GetTableName()!, entity.GetSchema()));

    /// <summary>A column.</summary>
    /// <param name="db">The context.</param>
    /// <param name="entity">The type of the table's rows.</param>
    /// <param name="property">The property of the column.</param>
    public static string Column(LeadGraphDbContext db, IEntityType entity, string property)
        => Literal(Sql(db).DelimitIdentifier(entity.FindProperty(property)!.GetColumnName()));

    private static ISqlGenerationHelper Sql(LeadGraphDbContext db) => db.GetService<ISqlGenerationHelper>();

    // A brace of a name is none of a parameter.
    private static string Literal(string name)
        => name.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
