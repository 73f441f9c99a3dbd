// In a file of its own, because a Node that does not know `import()` refuses to read a file that has one.
void import('../dist/cli/main.js');
