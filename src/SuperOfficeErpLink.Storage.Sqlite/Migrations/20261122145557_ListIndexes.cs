using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SuperOfficeErpLink.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ListIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_CrmProjects_Name_Id",
                table: "CrmProjects");

            migrationBuilder.DropIndex(
                name: "IX_CrmPersons_LastName_FirstName_Id",
                table: "CrmPersons");

            migrationBuilder.DropIndex(
                name: "IX_CrmCompanies_Name_Id",
                table: "CrmCompanies");

            migrationBuilder.CreateIndex(
                name: "IX_CrmProjects_Name_Id_Folded",
                table: "CrmProjects",
                columns: new[] { "Name", "Id", "Folded" });

            migrationBuilder.CreateIndex(
                name: "IX_CrmPersons_LastName_FirstName_Id_Folded",
                table: "CrmPersons",
                columns: new[] { "LastName", "FirstName", "Id", "Folded" });

            migrationBuilder.CreateIndex(
                name: "IX_CrmCompanies_Name_Id_Folded",
                table: "CrmCompanies",
                columns: new[] { "Name", "Id", "Folded" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_CrmProjects_Name_Id_Folded",
                table: "CrmProjects");

            migrationBuilder.DropIndex(
                name: "IX_CrmPersons_LastName_FirstName_Id_Folded",
                table: "CrmPersons");

            migrationBuilder.DropIndex(
                name: "IX_CrmCompanies_Name_Id_Folded",
                table: "CrmCompanies");

            migrationBuilder.CreateIndex(
                name: "IX_CrmProjects_Name_Id",
                table: "CrmProjects",
                columns: new[] { "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CrmPersons_LastName_FirstName_Id",
                table: "CrmPersons",
                columns: new[] { "LastName", "FirstName", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CrmCompanies_Name_Id",
                table: "CrmCompanies",
                columns: new[] { "Name", "Id" });
        }
    }
}
