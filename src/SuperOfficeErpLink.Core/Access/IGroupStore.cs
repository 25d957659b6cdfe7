namespace SuperOfficeErpLink.Core.Access;

/// <summary>Groups of users, as administrators make them. Every change has its audit entry in the same transaction.</summary>
/// <remarks>All of it is for administrators: anyone else gets an <see cref="AccessDeniedException"/>.</remarks>
public interface IGroupStore
{
    /// <summary>By name.</summary>
    Task<IReadOnlyList<UserGroup>> ListAsync(UserContext by, CancellationToken cancellationToken);

    Task<GroupDetails?> FindAsync(UserContext by, Guid id, CancellationToken cancellationToken);

    /// <summary>The groups that a user belongs to, by name.</summary>
    Task<IReadOnlyList<UserGroup>> ListOfUserAsync(UserContext by, string userId, CancellationToken cancellationToken);

    Task<GroupOutcome> AddAsync(UserContext by, string name, CancellationToken cancellationToken);

    Task<GroupOutcome> RenameAsync(UserContext by, Guid id, string name, CancellationToken cancellationToken);

    /// <summary>Deletes a group, with its memberships and all that it was given on connections.</summary>
    Task<GroupOutcome> DeleteAsync(UserContext by, Guid id, CancellationToken cancellationToken);

    /// <summary>What the group may, the user may from his next request on. One who belongs to it already stays.</summary>
    Task<GroupOutcome> AddMemberAsync(UserContext by, Guid id, string userId, CancellationToken cancellationToken);

    Task<GroupOutcome> RemoveMemberAsync(UserContext by, Guid id, string userId, CancellationToken cancellationToken);
}

/// <param name="Members">How many belong to it.</param>
/// <param name="Connections">On how many connections it was given something.</param>
public sealed record UserGroup(Guid Id, string Name, int Members, int Connections);

/// <param name="Members">By name.</param>
/// <param name="Connections">Names of those on which it was given something.</param>
public sealed record GroupDetails(Guid Id, string Name, IReadOnlyList<GroupMember> Members, IReadOnlyList<string> Connections);

public sealed record GroupMember(string UserId, string Name, string Email, bool IsDisabled);

public abstract record GroupOutcome
{
    private GroupOutcome()
    {
    }

    public sealed record Done(Guid Id) : GroupOutcome;

    /// <summary>Another group is called so; capitals make no difference.</summary>
    public sealed record NameTaken : GroupOutcome;

    /// <summary>The group or the user is not there any more.</summary>
    public sealed record Gone : GroupOutcome;
}
