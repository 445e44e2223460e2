"""What goes in and out: the folder of CSV files and the demo company."""
