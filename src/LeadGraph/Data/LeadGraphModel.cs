using LeadGraph.Data.PostgreSql;
using LeadGraph.Data.Sqlite;
using LeadGraph.Data.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata.Conventions;

namespace LeadGraph.Data;

/// <summary>The mapping of the two tables for their shape.</summary>
public static class LeadGraphModel
{
    /// <summary>The registrations' <c>id</c>: a shadow property, because queries only order by it.</summary>
    public const string RegistrationId = "Id";

    /// <summary>
    /// The column with the user of an event as it is, if it is converted: a shadow property for conditions, which then
    /// use the table's index.
    /// </summary>
    public const string EventUserKey = "UserKey";

    /// <summary>The column with the day of an event, if its time is only known as a day.</summary>
    public const string EventDay = "Day";

    /// <summary>
    /// The column with the id of an event as text, if it is no integer: a shadow property, because ids are only compared
    /// where rows are checked.
    /// </summary>
    public const string EventIdText = "IdText";

    /// <summary>The annotation of <see cref="EventDay"/> with the time zone in which the days begin.</summary>
    public const string DayZone = "LeadGraph:DayZone";

    /// <summary>The annotation of the registrations that says whether no user has two; a <c>bool</c>.</summary>
    public const string UserIdIsUnique = "LeadGraph:UserIdIsUnique";

    /// <summary>Builds the model of the tables in the shape given.</summary>
    /// <param name="provider">The database that the model is for.</param>
    /// <param name="shape">The shape of the tables.</param>
    /// <param name="mode">Whether the model has the maintained table, and so activity is read from it.</param>
    public static IModel Build(DatabaseProvider provider, TableShape shape, ActivityMode mode)
    {
        var builder = new ModelBuilder(provider == DatabaseProvider.PostgreSql
            ? NpgsqlConventionSetBuilder.Build()
            : SqliteConventionSetBuilder.Build());
        bool postgreSql = provider == DatabaseProvider.PostgreSql;

        builder.Entity<Registration>(table => MapRegistrations(table, postgreSql, shape));
        builder.Entity<Event>(table => MapEvents(table, postgreSql, shape));

        builder.Entity<TierFall>(result =>
        {
            // The result of a statement, and no table.
            result.HasNoKey().ToTable((string?)null);
            result.Property(x => x.UserId).HasColumnName("user_id");
            MapTime(result.Property(x => x.FallsAt).HasColumnName("falls_at"), postgreSql, hasZone: true);
            result.Property(x => x.FallsTo).HasColumnName("falls_to");
        });

        if (mode == ActivityMode.Maintained)
        {
            builder.Entity<UserActivity>(MapMaintained);
            builder.Entity<MaintainedState>(table =>
            {
                table.ToTable("state", "leadgraph").HasNoKey();
                table.Property(x => x.AsOf).HasColumnName("as_of").HasColumnType("timestamp with time zone");
            });
        }

        if (postgreSql)
        {
            ServerProcess.Map(builder);
        }
        else
        {
            ScoringDay.Map(builder);
            StorageClass.Map(builder);
        }

        if (shape.CanCountBits)
        {
            builder.HasAnnotation(DaySet.Supported, true);
        }

        if (shape.EventsHaveUserIndex)
        {
            builder.HasAnnotation(PageColumns.Supported, true);
        }

        if (shape.ReadsEventsByUser)
        {
            builder.HasAnnotation(EventsByUser.Supported, true);
        }

        RowNumber.Map(builder);
        ReadableTime.Map(builder, provider);
        Milliseconds.Map(builder, provider);
        CaseFolding.Map(builder, provider, shape);
        LongText.Map(builder, provider, shape);
        return builder.FinalizeModel();
    }

    // Keyless, because user_id need not be unique, and a unique index allows several NULLs.
    private static void MapRegistrations(EntityTypeBuilder<Registration> table, bool postgreSql, TableShape shape)
    {
        RegistrationNames names = shape.ConvertsRegistrations
            ? TableNames.Default.Registrations : shape.Names.Registrations;
        MapSource(
            table, shape.ConvertsRegistrations ? SourceSql.SelectRegistrations(shape) : null,
            names.Table, names.Schema);

        table.Property(x => x.UserId).HasColumnName(names.UserId);
        table.Property(x => x.Username).HasColumnName(names.Username);
        table.Property(x => x.FirstName).HasColumnName(names.FirstName);
        table.Property(x => x.Email).HasColumnName(names.Email);
        MapTime(table.Property(x => x.RegisteredAt).HasColumnName(names.RegisteredAt),
            postgreSql, shape.RegisteredAtHasZone);
        // No unique index: a statement, which may be read in place of the table, has none in EF Core's eyes.
        table.HasAnnotation(UserIdIsUnique, shape.UserIdIsUnique);
        if (shape.RegistrationsHaveId)
        {
            table.Property<long>(RegistrationId).HasColumnName(names.Id);
        }
    }

    // What is read is a table, or a statement that converts its columns.
    private static void MapSource<T>(EntityTypeBuilder<T> source, string? statement, string table, string? schema)
        where T : class
    {
        source.HasNoKey();
        if (statement is null)
        {
            source.ToTable(table, schema);
        }
        else
        {
            source.ToSqlQuery(AsFormat(statement));
        }
    }

    private static void MapEvents(EntityTypeBuilder<Event> table, bool postgreSql, TableShape shape)
    {
        EventNames names = shape.ConvertsEvents ? TableNames.Default.Events : shape.Names.Events;
        MapSource(table, shape.ConvertsEvents ? SourceSql.SelectEvents(shape) : null, names.Table, names.Schema);

        table.Property(x => x.Id).HasColumnName(names.Id);
        table.Property(x => x.UserId).HasColumnName(names.UserId);
        table.Property(x => x.EventType).HasColumnName(names.EventType);
        MapTime(table.Property(x => x.CreatedAt).HasColumnName(names.CreatedAt), postgreSql, shape.CreatedAtHasZone);
        table.Property(x => x.Details).HasColumnName(names.Details);
        if (postgreSql)
        {
            table.Property(x => x.Details).HasColumnType("jsonb");
        }

        if (!shape.EventsHaveId)
        {
            table.Property<string>(EventIdText).HasColumnName("id_text").HasColumnType("text");
        }

        switch (shape.EventUserId)
        {
            case UserIdType.Numeric:
                table.Property<decimal>(EventUserKey).HasColumnName("user_key").HasColumnType("numeric");
                break;
            case UserIdType.Text:
                table.Property<string>(EventUserKey).HasColumnName("user_key").HasColumnType("text");
                break;
        }

        if (shape.CreatedAtIsDate)
        {
            table.Property<DateOnly>(EventDay).HasColumnName("created_on").HasColumnType("date")
                .HasAnnotation(DayZone, shape.DayZone);
        }
    }

    // EF Core takes the text of a query for a format.
    private static string AsFormat(string sql) => sql.Replace("{", "{{").Replace("}", "}}");

    private static void MapMaintained(EntityTypeBuilder<UserActivity> table)
    {
        table.ToTable("user_activity", "leadgraph").HasKey(x => x.UserId);
        table.Property(x => x.UserId).HasColumnName("user_id").ValueGeneratedNever();
        table.Property(x => x.Username).HasColumnName("username");
        table.Property(x => x.FirstName).HasColumnName("first_name");
        table.Property(x => x.Email).HasColumnName("email");
        table.Property(x => x.RegisteredAt).HasColumnName("registered_at").HasColumnType("timestamp with time zone");
        table.Property(x => x.TotalEvents).HasColumnName("total_events");
        table.Property(x => x.Points).HasColumnName("points");
        table.Property(x => x.ActiveDays).HasColumnName("active_days");
        table.Property(x => x.LastActivity).HasColumnName("last_activity").HasColumnType("timestamp with time zone");
        table.Property(x => x.LeadScore).HasColumnName("lead_score");
        table.Property(x => x.FallsAt).HasColumnName("falls_at").HasColumnType("timestamp with time zone");
        table.Property(x => x.FallsTo).HasColumnName("falls_to");
        table.Property(x => x.Momentum).HasColumnName("momentum");
        table.Ignore(x => x.TickedAt);
    }

    // Npgsql requires Kind=Unspecified for timestamp, SQLite has no kinds, and LeadGraph uses Kind=Utc.
    private static void MapTime<T>(PropertyBuilder<T> property, bool postgreSql, bool hasZone)
    {
        if (postgreSql && hasZone)
        {
            property.HasColumnType("timestamp with time zone");
            return;
        }

        // Of DateTime, not DateTime?: EF Core keeps null out of it, and Npgsql converts arrays only so.
        property.HasConversion(new ValueConverter<DateTime, DateTime>(
            utc => DateTime.SpecifyKind(utc, DateTimeKind.Unspecified),
            stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
        if (postgreSql)
        {
            property.HasColumnType("timestamp without time zone");
        }
    }
}
