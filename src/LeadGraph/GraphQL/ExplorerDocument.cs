namespace LeadGraph.GraphQL;

/// <summary>The initial document in the explorer: the main query and the subscription, ready to run.</summary>
internal static class ExplorerDocument
{
    /// <summary>The document.</summary>
    public const string Text = """
        # Whom to call today: the ten most active users who are hot.
        query Leads {
          userActivity(leadScore: HOT, first: 10) {
            totalCount
            nodes {
              userId
              firstName
              username
              telegramUrl
              totalEvents
              activeDays
              lastActivity
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }

        # Users who move from one tier to another, as it happens.
        subscription LeadScoreChanges {
          onLeadScoreChanged {
            userId
            previous
            current
            changedAt
          }
        }

        """;
}
