using LeadGraph.Data;
using LeadGraph.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace LeadGraph.Leads;

/// <summary>The query for the registration that stands for each user.</summary>
internal static class RegistrationQuery
{
    /// <summary>The latest registration of each user, unordered.</summary>
    /// <param name="db">The context to read with.</param>
    /// <param name="asOf">
    /// A past moment, UTC: registrations of later moments are left out, those without a moment are not; null for now.
    /// </param>
    /// <remarks>TickSql.Latest does the same for Maintained mode.</remarks>
    public static IQueryable<Registration> LatestRegistrations(this LeadGraphDbContext db, DateTime? asOf)
    {
        IQueryable<Registration> all = asOf is null
            ? db.Registrations
            : db.Registrations.Where(r => Milliseconds.Of(ReadableTime.Of(r.RegisteredAt)) == null
                || Milliseconds.Of(ReadableTime.Of(r.RegisteredAt)) <= asOf);
        IQueryable<Registration> known = db.Database.IsSqlite()
            ? all.Where(r => StorageClass.Of(r.UserId) == StorageClass.Integer)
            : all.Where(r => r.UserId != null);
        IEntityType table = db.Registrations.EntityType;
        if (table.FindAnnotation(LeadGraphModel.UserIdIsUnique)?.Value is true)
        {
            return known;
        }

        bool haveId = table.FindProperty(LeadGraphModel.RegistrationId) is not null;
        IQueryable<long> users = known.Select(r => r.UserId!.Value).Distinct();
        // "Distinct users, then the first row of each by order" is the shape that EF turns into one window function.
        return haveId
            ? users.SelectMany(user => all
                .Where(r => r.UserId == user)
                .OrderByDescending(r => ReadableTime.Of(r.RegisteredAt))
                .ThenByDescending(r => EF.Property<long>(r, LeadGraphModel.RegistrationId))
                .Take(1))
            : users.SelectMany(user => all
                .Where(r => r.UserId == user)
                .OrderByDescending(r => ReadableTime.Of(r.RegisteredAt))
                .Take(1));
    }
}
