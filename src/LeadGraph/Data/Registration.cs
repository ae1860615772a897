namespace LeadGraph.Data;

/// <summary>A row of <c>free_lesson_registrations</c>: somebody signed up for a free lesson.</summary>
public sealed class Registration
{
    /// <summary>The Telegram id of the user; a row without one stands for nobody and is ignored.</summary>
    public long? UserId { get; set; }

    /// <summary>Telegram username as the bot stored it: may be empty, <c>N/A</c>, or begin with <c>@</c>.</summary>
    public string? Username { get; set; }

    /// <summary>First name as the user gave it.</summary>
    public string? FirstName { get; set; }

    /// <summary>Email address as the user gave it.</summary>
    public string? Email { get; set; }

    /// <summary>When the user registered, UTC. To be read as <see cref="ReadableTime.Of"/> of it.</summary>
    public DateTime? RegisteredAt { get; set; }
}
