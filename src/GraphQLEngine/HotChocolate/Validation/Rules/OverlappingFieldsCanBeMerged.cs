using HotChocolate.Validation.FieldMerging;

namespace HotChocolate.Validation.Rules;

/// <summary>
/// https://spec.graphql.org/September2025/#sec-Field-Selection-Merging. Whether there is a conflict is found fast,
/// by merging; only if there is, a search by pairs finds out how to report it.
/// </summary>
internal static class OverlappingFieldsCanBeMerged
{
    public static void Check(ExecutableContext context)
    {
        var merger = new FieldMerger(context.Facts);
        FieldConflict? conflict = merger.FindConflict();
        if (conflict is not null && !ConflictSearch.ReportAll(context))
        {
            conflict.Difference.Report(
                context, conflict.First.Node.ResponseKey, where: "", conflict.First.Node, conflict.Second.Node);
        }
        else if (merger.IsTooComplex)
        {
            context.Report(
                "The document is too complex: its fragments combine in too many ways.",
                context.Facts.Document.Parts[0]);
        }
    }
}
