using System.Collections.Immutable;
using LeadGraph.Changes;
using LeadGraph.Changes.Feed;
using LeadGraph.Scoring;

namespace LeadGraph.Tests.Changes.Feed;

/// <summary>The changes that an instance holds for those who listen.</summary>
public class RecentChangesTests
{
    private const uint Store = 7;

    private readonly ChangeSignal _signal = new();

    [Fact]
    public void Changes_AfterAPlace_AreThoseBehindItInTheirOrder()
    {
        var recent = new RecentChanges(_signal);
        Assert.Null(recent.Last);
        Assert.Null(recent.After(At(0)));

        recent.Add(10, [], At(10), 10);
        Assert.Equal(At(10), recent.Last);
        Assert.Null(recent.After(At(9)));
        Assert.Empty(recent.After(At(10))!.Value);
        Assert.Null(recent.After(At(11)));

        Task next = _signal.Next;
        recent.Add(10, Messages(11, 12, 15), At(15), 4);
        Assert.True(next.IsCompleted);
        recent.Add(15, Messages(16), At(16), 15);
        Assert.Equal([11, 12, 15], Ids(recent.After(At(10))));
        Assert.Equal([15], Ids(recent.After(At(13))));
        Assert.Equal([16], Ids(recent.After(At(15))));
        Assert.Empty(recent.After(At(16))!.Value);
    }

    [Fact]
    public void Changes_BeyondTheLimit_AreForgottenAndFewAreReadAtOnce()
    {
        var recent = new RecentChanges(_signal);
        long last = 0;
        for (int message = 0; message < 5; message++)
        {
            long from = last;
            last += LeadScoreMonitor.LargestMessage;
            IEnumerable<int> ids = Enumerable.Range((int)from + 1, LeadScoreMonitor.LargestMessage);
            recent.Add(from, Messages(ids), At(last), deleted: 0);
        }

        long oldest = last - RecentChanges.MaxKept - LeadScoreMonitor.LargestMessage;
        Assert.Null(recent.After(At(oldest - 1)));
        Assert.Equal(oldest + 1, Ids(recent.After(At(oldest)))[0]);
        Assert.Equal(RecentChanges.MaxRead, recent.After(At(oldest))!.Value.Length);
    }

    [Fact]
    public void Store_ThatIsReplacedOrGone_WakesThoseWhoWait()
    {
        var recent = new RecentChanges(_signal);
        recent.Add(0, Messages(1, 2, 3), At(3), 0);
        Task next = _signal.Next;

        // A server that had not got the last changes takes the place of the one before.
        recent.Add(3, [], At(2), 2);
        Assert.True(next.IsCompleted);
        Assert.Equal(At(2), recent.Last);
        Assert.Null(recent.After(At(3)));
        Assert.Null(recent.After(At(1)));

        next = _signal.Next;
        recent.Clear();
        Assert.True(next.IsCompleted);
        Assert.Null(recent.Last);
        Assert.Null(recent.After(At(2)));
    }

    [Fact]
    public void Changes_BehindOthersThatWereDeleted_AreOnlyForThoseWhoAreBehindThem()
    {
        var recent = new RecentChanges(_signal);
        recent.Add(0, Messages(1, 2, 3), At(3), 0);

        recent.Add(3, Messages(8, 9), At(9), 7);
        Assert.Null(recent.After(At(1)));
        Assert.Null(recent.After(At(3)));
        Assert.Null(recent.After(At(6)));
        Assert.Equal([8, 9], Ids(recent.After(At(7))));
        Assert.Equal([9], Ids(recent.After(At(8))));
    }

    [Fact]
    public void Changes_OfAnotherStore_AreNotForThoseWhoAreInTheOneBefore()
    {
        var recent = new RecentChanges(_signal);
        recent.Add(0, Messages(1, 2, 3), At(3), 0);
        Assert.Equal([3], Ids(recent.After(new ChangeCursor(2, Store: null))));

        recent.Add(3, Messages(4, 5), new ChangeCursor(5, Store + 1), 0);
        Assert.Null(recent.After(At(3)));
        Assert.Null(recent.After(At(5)));
        Assert.Equal([5], Ids(recent.After(new ChangeCursor(4, Store + 1))));
        Assert.Null(recent.After(new ChangeCursor(2, Store + 1)));
    }

    private static ChangeCursor At(long id) => new(id, Store);

    private static ImmutableArray<LeadScoreChange> Messages(params IEnumerable<int> ids)
        =>
        [
            .. ids.Select(id => new LeadScoreChange(
                1, null, LeadScore.Cold, default, LeadScoreChangeReason.Registration)
            {
                Id = id,
                Store = Store
            })
        ];

    private static List<long> Ids(ImmutableArray<LeadScoreChange>? changes)
        => [.. changes!.Value.Select(change => change.Id)];
}
