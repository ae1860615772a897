using HotChocolate.Execution;

namespace HotChocolate.Data;

/// <summary>What a request selects of a connection.</summary>
/// <param name="Rows">Whether rows have to be there, be it to count them.</param>
/// <param name="NextPage">Whether it has to be known if there are rows behind the page.</param>
/// <param name="TotalCount">Whether all rows have to be counted.</param>
internal readonly record struct ConnectionSelection(bool Rows, bool NextPage, bool TotalCount)
{
    public static ConnectionSelection Of(Selection field)
    {
        ConnectionSelection result = default;
        foreach (Selection selection in SelectedFields.Below(field)!.Selections)
        {
            result = selection.Field.Name switch
            {
                ConnectionTypes.Nodes or ConnectionTypes.Edges => result with { Rows = true },
                ConnectionTypes.PageInfo => WithPageInfo(result, selection),
                ConnectionTypes.TotalCount => result with { TotalCount = true },
                _ => result,
            };
        }

        return result;
    }

    /// <summary>Adds what is selected of each row, in <c>nodes</c> and in <c>edges { node }</c>.</summary>
    public static void CollectRows(Selection field, List<SelectionSet?> rows)
    {
        foreach (Selection selection in SelectedFields.Below(field)!.Selections)
        {
            switch (selection.Field.Name)
            {
                case ConnectionTypes.Nodes:
                    rows.Add(SelectedFields.Below(selection));
                    break;
                case ConnectionTypes.Edges:
                    rows.AddRange(SelectedFields.Below(selection)!.Selections
                        .Where(edgeField => edgeField.Field.Name == ConnectionTypes.Node)
                        .Select(SelectedFields.Below));
                    break;
            }
        }
    }

    private static ConnectionSelection WithPageInfo(ConnectionSelection result, Selection pageInfo)
    {
        foreach (Selection selection in SelectedFields.Below(pageInfo)!.Selections)
        {
            // Whether there is a page before depends on where the end is, where the page is counted from there.
            result = selection.IsTypeName ? result
                : result with
                {
                    Rows = true,
                    NextPage = result.NextPage || selection.Field.Name == ConnectionTypes.HasNextPage,
                };
        }

        return result;
    }
}
